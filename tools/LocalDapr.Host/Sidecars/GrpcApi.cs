using System.Net;
using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.Sidecars;

/// <summary>Holds the gRPC methods of a sidecar; the methods themselves are bound by <see cref="GrpcMethods"/>.</summary>
/// <param name="Methods">The methods.</param>
internal sealed record GrpcApi(IReadOnlyList<GrpcMethod> Methods)
{
    private const string TokenHeader = "dapr-api-token";
    private const string DaprPrefix = "/" + GrpcMethod.DaprService + "/";

    /// <summary>Names of all methods of the Dapr service, whether served here or not.</summary>
    public static readonly IReadOnlySet<string> KnownMethods =
        Dapr.Client.Autogen.Grpc.v1.DaprReflection.Descriptor.Services[0].Methods.Select(m => m.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>Refuses a call without the right token.</summary>
    /// <param name="token">The token, or null.</param>
    /// <param name="http">The call.</param>
    /// <returns>True when the call may go on.</returns>
    public static bool MayEnter(string? token, HttpContext http)
    {
        if (token is null || http.Request.Headers[TokenHeader] == token)
            return true;
        Refuse(http.Response, StatusCode.Unauthenticated, "Unauthorized");
        return false;
    }

    /// <summary>Answers a call that no method serves.</summary>
    /// <param name="http">The call.</param>
    public static void AnswerUnknown(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        if (path.StartsWith(DaprPrefix, StringComparison.Ordinal) && KnownMethods.Contains(path[DaprPrefix.Length..]))
            Refuse(http.Response, StatusCode.Unimplemented, $"{path[DaprPrefix.Length..]} is not part of LocalDapr");
        else
            Refuse(http.Response, StatusCode.Unknown, "failed to proxy request: required metadata dapr-callee-app-id or dapr-app-id not found");
    }

    /// <summary>Answers with a status alone.</summary>
    /// <param name="response">The response, not yet started.</param>
    /// <param name="code">The status.</param>
    /// <param name="message">Its text.</param>
    public static void Refuse(HttpResponse response, StatusCode code, string message)
    {
        response.StatusCode = (int)HttpStatusCode.OK;
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = ((int)code).ToString(System.Globalization.CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Uri.EscapeDataString(message).Replace("%20", " ", StringComparison.Ordinal);
    }
}

/// <summary>Binds the methods of a <see cref="GrpcApi"/>.</summary>
internal sealed class GrpcMethods(GrpcApi api) : IServiceMethodProvider<GrpcApi>
{
    /// <inheritdoc />
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<GrpcApi> context)
    {
        foreach (var method in api.Methods)
            method.Bind(context);
    }

    /// <summary>A marshaller that writes and reads without copies.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <returns>The marshaller.</returns>
    public static Marshaller<T> Marshaller<T>()
        where T : class, IMessage<T>, new()
    {
        var parser = new MessageParser<T>(() => new T());
        return new Marshaller<T>(
            (message, context) =>
            {
                context.SetPayloadLength(message.CalculateSize());
                message.WriteTo(context.GetBufferWriter());
                context.Complete();
            },
            context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));
    }
}
