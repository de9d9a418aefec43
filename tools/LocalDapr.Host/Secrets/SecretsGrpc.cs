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
        api.Unary<GetSecretRequest, GetSecretResponse>("GetSecret", (request, _) => Answer(() =>
        {
            var response = new GetSecretResponse();
            response.Data.Add(reader.Get(request.StoreName, request.Key).ToDictionary(StringComparer.Ordinal));
            return response;
        }));
        api.Unary<GetBulkSecretRequest, GetBulkSecretResponse>("GetBulkSecret", (request, _) => Answer(() =>
        {
            var response = new GetBulkSecretResponse();
            foreach (var (name, values) in reader.All(request.StoreName))
            {
                var secret = new SecretResponse();
                secret.Secrets.Add(values.ToDictionary(StringComparer.Ordinal));
                response.Data.Add(name, secret);
            }

            return response;
        }));
    }

    private static Task<T> Answer<T>(Func<T> read)
    {
        try
        {
            return Task.FromResult(read());
        }
        catch (SecretException e)
        {
            return Task.FromException<T>(e.Rpc);
        }
    }
}
