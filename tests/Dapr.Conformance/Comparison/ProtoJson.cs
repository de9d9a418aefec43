using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Dapr.Conformance.Comparison;

/// <summary>Protobuf messages as the recordings write them: field names as in the .proto file, bytes as base64, 64-bit numbers as text, enumerations by name, defaults left out, no special forms for well-known types.</summary>
internal static class ProtoJson
{
    public static IMessage Read(JsonNode? json, MessageDescriptor type)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var (name, value) in json?.AsObject() ?? [])
        {
            var field = type.FindFieldByName(name) ?? throw new InvalidOperationException($"{type.Name} has no field {name}.");
            if (value is null)
                continue;
            if (field.IsMap)
                ReadMap(message, field, value.AsObject());
            else if (field.IsRepeated)
                ReadList(message, field, value.AsArray());
            else
                field.Accessor.SetValue(message, ReadValue(value, field));
        }

        return message;
    }

    public static JsonObject Write(IMessage message)
    {
        var json = new JsonObject();
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            var value = field.Accessor.GetValue(message);
            if (field.IsMap && value is System.Collections.IDictionary { Count: > 0 } map)
                json[NameOf(field)] = WriteMap(map, field.MessageType.FindFieldByNumber(2));
            else if (!field.IsMap && field.IsRepeated && value is System.Collections.IList { Count: > 0 } list)
                json[NameOf(field)] = new JsonArray([.. list.Cast<object>().Select(v => WriteValue(v, field))]);
            else if (!field.IsRepeated && IsPresent(message, field, value))
                json[NameOf(field)] = WriteValue(value, field);
        }

        foreach (var oneof in message.Descriptor.Oneofs)
        {
            // Job.data was not yet optional in the message types that the recordings were made with.
            if (oneof.Accessor.GetCaseFieldDescriptor(message) is { } set && oneof.FullName != "dapr.proto.runtime.v1.Job._data")
                json[oneof.Name] = NameOf(set);
        }

        return json;
    }

    // The recordings' reader of messages keeps names as written, but has Struct and Value built in with JSON names.
    private static string NameOf(FieldDescriptor field) => field.File.Name == "google/protobuf/struct.proto" ? field.JsonName : field.Name;

    private static bool IsPresent(IMessage message, FieldDescriptor field, object? value) =>
        field.HasPresence ? field.Accessor.HasValue(message) : value switch
        {
            null => false,
            string text => text.Length > 0,
            ByteString bytes => bytes.Length > 0,
            bool flag => flag,
            Enum constant => Convert.ToInt32(constant) != 0,
            IConvertible number => number.ToDouble(null) != 0,
            _ => true,
        };

    private static void ReadMap(IMessage message, FieldDescriptor field, JsonObject json)
    {
        var map = (System.Collections.IDictionary)field.Accessor.GetValue(message);
        var valueField = field.MessageType.FindFieldByNumber(2);
        foreach (var (key, value) in json)
            map[key] = ReadValue(value!, valueField);
    }

    private static void ReadList(IMessage message, FieldDescriptor field, JsonArray json)
    {
        var list = (System.Collections.IList)field.Accessor.GetValue(message);
        foreach (var value in json)
            list.Add(ReadValue(value!, field));
    }

    private static object ReadValue(JsonNode value, FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => Read(value, field.MessageType),
        FieldType.String => value.ToString(),
        FieldType.Bytes => ByteString.FromBase64(value.ToString()),
        FieldType.Bool => value.GetValue<bool>(),
        FieldType.Double => double.Parse(value.ToString()),
        FieldType.Float => float.Parse(value.ToString()),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => long.Parse(value.ToString()),
        FieldType.UInt64 or FieldType.Fixed64 => ulong.Parse(value.ToString()),
        FieldType.UInt32 or FieldType.Fixed32 => uint.Parse(value.ToString()),
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, (field.EnumType.FindValueByName(value.ToString()) ?? field.EnumType.FindValueByNumber(int.Parse(value.ToString()))).Number),
        _ => int.Parse(value.ToString()),
    };

    private static JsonObject WriteMap(System.Collections.IDictionary map, FieldDescriptor valueField)
    {
        var json = new JsonObject();
        foreach (System.Collections.DictionaryEntry entry in map)
            json[entry.Key.ToString()!] = WriteValue(entry.Value!, valueField);
        return json;
    }

    private static JsonNode? WriteValue(object value, FieldDescriptor field) => value switch
    {
        IMessage message => Write(message),
        ByteString bytes => bytes.ToBase64(),
        string text => text,
        bool flag => flag,
        long or ulong => value.ToString(),
        double number => number,
        float number => number,
        int number when field.FieldType != FieldType.Enum => number,
        uint number => number,
        _ => field.EnumType.FindValueByNumber(Convert.ToInt32(value)).Name,
    };
}
