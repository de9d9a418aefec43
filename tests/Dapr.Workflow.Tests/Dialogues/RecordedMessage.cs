using System.Collections;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Dapr.Workflow.Tests.Dialogues;

/// <summary>Reads recorded messages, strictly, and makes two messages comparable.</summary>
internal static class RecordedMessage
{
    // The recording's binding has the older names of the same field numbers.
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.Ordinal)
    {
        ["orchestratorrequest"] = "workflowrequest",
        ["orchestratorstarted"] = "workflowstarted",
        ["orchestrationinstance"] = "workflowinstance",
        ["orchestrationstate"] = "workflowstate",
        ["orchestrationstatus"] = "workflowstatus",
        ["completeorchestration"] = "completeworkflow",
        ["createsuborchestration"] = "createchildworkflow",
        ["suborchestrationinstancecreated"] = "childworkflowinstancecreated",
        ["suborchestrationinstancecompleted"] = "childworkflowinstancecompleted",
    };

    /// <summary>Reads a message.</summary>
    public static IMessage Read(MessageDescriptor type, JsonObject json)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var (name, value) in json)
        {
            var wanted = Renamed.GetValueOrDefault(name, name);
            var field = type.Fields.InFieldNumberOrder().SingleOrDefault(f => f.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
                ?? throw new InvalidDataException($"{type.Name} has no field '{name}'");
            if (field.IsRepeated)
            {
                foreach (var item in value!.AsArray())
                    ((IList)field.Accessor.GetValue(message)).Add(Value(field, item!));
            }
            else if (Value(field, value!) is { } single)
            {
                field.Accessor.SetValue(message, single);
            }
        }
        return message;
    }

    /// <summary>A message as text without what differs from run to run: instants; and without empty texts, which stand for none. Ids of executions become numbers in the order of their appearance.</summary>
    public static string Comparable(IMessage message, Dictionary<string, string> executions)
    {
        var copy = message.Descriptor.Parser.ParseFrom(message.ToByteArray());
        Each(copy, (owner, field) =>
        {
            if (field.Name == "executionId" && field.Accessor.GetValue(owner) is string { Length: > 0 } id)
                field.Accessor.SetValue(owner, executions.TryGetValue(id, out var number) ? number : executions[id] = $"execution {executions.Count}");
            else if (IsInstant(field) || (IsText(field) && field.Accessor.GetValue(owner) is "" or null))
                field.Accessor.Clear(owner);
        });
        return JsonFormatter.ToDiagnosticString(copy);
    }

    /// <summary>Visits every field that is set, the inner ones first.</summary>
    public static void Each(IMessage message, Action<IMessage, FieldDescriptor> visit)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder().Where(f => !f.IsMap))
        {
            var value = field.Accessor.GetValue(message);
            foreach (var inner in value is IList list ? list.OfType<IMessage>() : value is IMessage one ? [one] : [])
                Each(inner, visit);
            if (value is not null && (field.HasPresence ? field.Accessor.HasValue(message) : value is not IList))
                visit(message, field);
        }
    }

    private static bool IsInstant(FieldDescriptor field) => field.FieldType == FieldType.Message && field.MessageType == Timestamp.Descriptor;

    private static bool IsText(FieldDescriptor field) => field.FieldType == FieldType.Message && field.MessageType == StringValue.Descriptor;

    private static object? Value(FieldDescriptor field, JsonNode value) => field.FieldType switch
    {
        FieldType.Message when IsInstant(field) => null,
        FieldType.Message when IsText(field) => (string?)value["value"] ?? "",
        FieldType.Message => Read(field.MessageType, value.AsObject()),
        FieldType.Enum => field.EnumType.FindValueByName((string)value!)!.Number,
        FieldType.Bool => (bool)value,
        FieldType.Int32 => (int)value,
        _ => (string)value!,
    };
}
