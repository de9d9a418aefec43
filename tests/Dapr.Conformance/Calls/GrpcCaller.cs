using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dapr.Conformance.Comparison;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Compression;

namespace Dapr.Conformance.Calls;

/// <summary>gRPC calls to a sidecar by method name; messages are read and written by their descriptors.</summary>
internal static partial class GrpcCaller
{
    public const string Service = "dapr.proto.runtime.v1.Dapr";

    // In the order that the recordings' client names them in its headers.
    private static readonly ICompressionProvider[] AsRecorded = [new DeflateCompressionProvider(CompressionLevel.Fastest), new GzipCompressionProvider(CompressionLevel.Fastest)];

    public static async Task<JsonObject> CallAsync(JsonNode step, int port)
    {
        var name = step["grpc"]!.ToString();
        var method = Descriptor(name);
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}", new GrpcChannelOptions { MaxReceiveMessageSize = null, MaxSendMessageSize = null, CompressionProviders = AsRecorded });
        try
        {
            var reply = await channel.CreateCallInvoker().AsyncUnaryCall(
                Method(name, MethodType.Unary, method.InputType, method.OutputType),
                null,
                new CallOptions(Metadata(step["metadata"]), TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30)),
                ProtoJson.Read(GrpcBytes.In(step["request"]), method.InputType));
            return new JsonObject { ["code"] = "OK", ["reply"] = GrpcBytes.Out(ProtoJson.Write(reply)) };
        }
        catch (RpcException error)
        {
            return new JsonObject { ["code"] = Code(error.StatusCode), ["message"] = error.Status.Detail };
        }
    }

    public static Method<IMessage, IMessage> Method(string name, MethodType kind, MessageDescriptor input, MessageDescriptor output) =>
        new(kind, Service, name, Marshaller(input), Marshaller(output));

    /// <summary>The method; a stable one that the message types know only by its alpha name is called by its stable name.</summary>
    public static MethodDescriptor Descriptor(string name)
    {
        var service = Client.Autogen.Grpc.v1.DaprReflection.Descriptor.FindTypeByName<ServiceDescriptor>("Dapr");
        return service.FindMethodByName(name) ?? service.FindMethodByName(name + "Alpha1") ?? throw new InvalidOperationException($"No gRPC method {name}.");
    }

    public static Metadata Metadata(JsonNode? headers)
    {
        var metadata = new Metadata();
        foreach (var (name, value) in headers?.AsObject() ?? [])
            metadata.Add(name, value!.ToString());
        return metadata;
    }

    public static string Code(StatusCode code) => code == StatusCode.OK ? "OK" : Words().Replace(code.ToString(), "_$1").ToUpperInvariant();

    private static Marshaller<IMessage> Marshaller(MessageDescriptor type) => Marshallers.Create(m => m.ToByteArray(), bytes => type.Parser.ParseFrom(bytes));

    [GeneratedRegex("(?<=[a-z])([A-Z])")]
    private static partial Regex Words();
}
