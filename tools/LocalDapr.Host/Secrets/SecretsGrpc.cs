using Dapr.Client.Autogen.Grpc.v1;
using LocalDapr.Sidecars;

namespace LocalDapr.Secrets;

/// <summary>The secrets API over gRPC.</summary>
internal sealed class SecretsGrpc(SecretReader reader)
{
    /// <summary>Maps the methods.</summary>
    /// <param name="api">Where to map.</param>
    public void Map(SidecarApi api)
    {
        api.Unary<GetSecretRequest, GetSecretResponse>("GetSecret", (request, call) => AnswerAsync(async () =>
        {
            var response = new GetSecretResponse();
            response.Data.Add((await reader.GetAsync(request.StoreName, request.Key, call.CancellationToken)).ToDictionary(StringComparer.Ordinal));
            return response;
        }));
        api.Unary<GetBulkSecretRequest, GetBulkSecretResponse>("GetBulkSecret", (request, call) => AnswerAsync(async () =>
        {
            var response = new GetBulkSecretResponse();
            foreach (var (name, values) in await reader.AllAsync(request.StoreName, call.CancellationToken))
            {
                var secret = new SecretResponse();
                secret.Secrets.Add(values.ToDictionary(StringComparer.Ordinal));
                response.Data.Add(name, secret);
            }

            return response;
        }));
    }

    private static async Task<T> AnswerAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (SecretException e)
        {
            throw e.Rpc;
        }
    }
}
