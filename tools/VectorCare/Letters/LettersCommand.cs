using System.CommandLine;
using VectorCare.Demo;

namespace VectorCare.Letters;

/// <summary><c>letters counts|list|show|replay|drop</c>.</summary>
internal static class LettersCommand
{
    private const string TokenVariable = "VECTORCARE_TOKEN";
    private static readonly Option<string> Url = new("--url") { Description = "Where ingest listens", DefaultValueFactory = _ => "http://127.0.0.1:7104", Recursive = true };
    private static readonly Option<string?> TokenFile = new("--token-file") { Description = $"File with a bearer token; without it {TokenVariable}, and then what a run on this machine left in .localdapr", Recursive = true };

    public static Command Create()
    {
        var topic = new Option<string?>("--topic") { Description = "Topic, for example transmissions or poll-batches" };
        var reason = new Option<string?>("--reason") { Description = "Only letters with this reason, for example failed, malformed or expired" };
        var resolved = new Option<bool>("--resolved") { Description = "Those that were replayed or dropped" };
        var limit = new Option<int>("--limit") { Description = "How many at most, 1 to 1000", DefaultValueFactory = _ => 50 };
        var body = new Option<bool>("--body") { Description = "Write the event as it lay on the topic; role clinician, and recorded" };
        var because = new Option<string>("--because") { Description = "Why, 10 to 200 characters; no patient data", Required = true };
        var id = new Argument<string>("id") { Description = "Id of a letter, or its key as an alert names it" };
        var oneOrMany = new Argument<string?>("id") { Description = "Id of a letter; without it, all open ones of --topic", Arity = ArgumentArity.ZeroOrOne };
        return new Command("letters", "Dead letters: what is there, why, and what becomes of it.")
        {
            Sub("counts", "Open letters by topic and reason, and what is to be done with them", [], async (client, _, stop) =>
            {
                foreach (var group in await client.CountsAsync(stop))
                    Console.WriteLine($"{group.Letters,7}  {group.Topic,-28} {group.Reason,-24} {group.Remedy.ToLowerInvariant(),-7} since {group.Oldest:u}");
            }),
            Sub("list", "Letters, oldest first", [topic, reason, resolved, limit], async (client, parse, stop) =>
            {
                foreach (var letter in await client.ListAsync(parse.GetValue(topic), parse.GetValue(reason), parse.GetValue(resolved), parse.GetValue(limit), stop))
                    Show(letter);
            }),
            Sub("show", "One letter", [id, body], async (client, parse, stop) =>
            {
                if (!parse.GetValue(body))
                    Show(await client.ShowAsync(parse.GetValue(id)!, stop));
                else
                    await Console.OpenStandardOutput().WriteAsync(await client.BodyAsync(parse.GetValue(id)!, stop), stop);
            }),
            Sub("replay", "Publish a letter again, or all open ones of a topic; its readers take it for the same event", [oneOrMany, topic, reason], async (client, parse, stop) =>
            {
                if (One(parse, oneOrMany, topic) is { } one)
                    await client.ReplayAsync(one, stop);
                else
                    Show(await client.ReplayAllAsync(parse.GetValue(topic)!, parse.GetValue(reason), stop));
            }),
            Sub("drop", "Drop a letter, or all open ones of a topic whose events are overtaken, for a reason that is kept", [oneOrMany, topic, reason, because], async (client, parse, stop) =>
            {
                if (One(parse, oneOrMany, topic) is { } one)
                    await client.DropAsync(one, parse.GetValue(because)!, stop);
                else
                    Show(await client.DropAllAsync(parse.GetValue(topic)!, parse.GetValue(reason), parse.GetValue(because)!, stop));
            }),
            Url,
            TokenFile,
        };
    }

    private static Command Sub(string name, string about, Symbol[] symbols, Func<LettersClient, ParseResult, CancellationToken, Task> action)
    {
        var command = new Command(name, about);
        foreach (var symbol in symbols)
        {
            if (symbol is Option option)
                command.Options.Add(option);
            else
                command.Arguments.Add((Argument)symbol);
        }

        command.SetAction(async (parse, stop) =>
        {
            try
            {
                if (!Uri.TryCreate(parse.GetValue(Url), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
                    throw new LettersException($"--url {parse.GetValue(Url)} is not an http address.");
                using var client = new LettersClient(url, await TokenAsync(parse.GetValue(TokenFile), stop));
                await action(client, parse, stop);
                return 0;
            }
            catch (LettersException error)
            {
                await Console.Error.WriteLineAsync(error.Message);
                return 1;
            }
        });
        return command;
    }

    private static string? One(ParseResult parse, Argument<string?> id, Option<string?> topic) =>
        (parse.GetValue(id) is null) != (parse.GetValue(topic) is null) ? parse.GetValue(id) : throw new LettersException("Give the id of one letter, or --topic for all open ones of a topic.");

    private static async Task<string?> TokenAsync(string? file, CancellationToken stop)
    {
        if (file is null && Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token)
            return token;
        var left = RepositoryRoot.TryFind() is { } root ? new DemoFolders(Path.Combine(root, ".localdapr")).Token : null;
        if (file is null && !File.Exists(left))
            return null;
        if (file is not null && !File.Exists(file))
            throw new LettersException($"--token-file {file} does not exist.");
        return (await File.ReadAllTextAsync(file ?? left!, stop)).Trim();
    }

    private static void Show(Letter letter)
    {
        var end = letter.Resolution is { } r ? $"{r.How} {r.At:u} by {r.By}{(r.Note is null ? null : ": " + r.Note)}" : "open, " + letter.Remedy.ToLowerInvariant();
        Console.WriteLine($"{letter.Id}  {letter.ReceivedAt:u}  {letter.Topic,-28} {letter.Reason,-24} {letter.Length,8} bytes  {end}");
    }

    private static void Show(LettersEnd end)
    {
        foreach (var (result, letters) in end.Results.OrderBy(r => r.Key, StringComparer.Ordinal))
            Console.WriteLine($"{letters,7}  {result.ToLowerInvariant()}");
        if (end.More)
            Console.WriteLine("There are more: call again.");
    }
}
