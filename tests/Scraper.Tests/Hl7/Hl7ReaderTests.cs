using System.Text;
using CsCheck;
using VectorCare.Scraper.Hl7;

namespace VectorCare.Scraper.Tests.Hl7;

public sealed class Hl7ReaderTests
{
    private const string Message = "MSH|^~\\&|A|B|||20260101120000||ORU^R01^ORU_R01|7|P|2.5";

    [Theory]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r\r")]
    [InlineData("\r\n\r\n")]
    public void Read_AnySegmentEnd_FindsEverySegment(string end)
    {
        var (error, messages) = Read(Message + end + "PID|||1^^^X~2^^^Y" + end + "OBX|1|NM|1^A^MDC||5|V" + end);

        Assert.Equal(Hl7Error.None, error);
        Assert.Equal(["MSH", "PID", "OBX"], Assert.Single(messages).Segments.Select(s => s.Name));
        Assert.Equal(["1", "2"], messages[0].Segments[1].Repetitions(3).Select(r => r[0]!));
        Assert.Equal("X", messages[0].Segments[1].Repetitions(3).First()[3]);
    }

    [Fact]
    public void Read_SeveralMessagesWithOtherDelimiters_KeepsEachTheirs()
    {
        var (_, messages) = Read(Message + "\rOBX|1\rMSH$*%!+$A$B\rOBX$1$ST$x*y%z");

        Assert.Equal(2, messages.Count);
        Assert.Equal("y", messages[1].Segments[1].Text(3, 2));
        Assert.Equal("A", messages[1].Header.Text(3));
        Assert.Equal("7", messages[0].Header.Text(10));
    }

    [Theory]
    [InlineData("a\\F\\b", "a|b")]
    [InlineData("a\\S\\\\T\\\\R\\\\E\\b", "a^&~\\b")]
    [InlineData("\\X4F4B\\", "OK")]
    [InlineData("broken\\Zq", "broken\\Zq")]
    [InlineData("\\X4\\", "\\X4\\")]
    [InlineData("line\\.br\\two", "line\ntwo")]
    public void Text_Escapes_AreResolvedAndBrokenOnesKept(string raw, string expected)
    {
        var (_, messages) = Read(Message + "\rNTE|1||" + raw);
        Assert.Equal(expected, messages[0].Segments[1].Text(3));
    }

    [Theory]
    [InlineData("", nameof(Hl7Error.Empty))]
    [InlineData("\r\n  ", nameof(Hl7Error.Empty))]
    [InlineData("<html>", nameof(Hl7Error.NoHeader))]
    [InlineData("MSH", nameof(Hl7Error.BadDelimiters))]
    [InlineData("MSH|||||||||", nameof(Hl7Error.BadDelimiters))]
    [InlineData("MSHabcdefg", nameof(Hl7Error.BadDelimiters))]
    public void Read_NotAMessage_SaysWhy(string text, string expected) => Assert.Equal(expected, Read(text).Error.ToString());

    [Fact]
    public void Read_MoreSegmentsThanAllowed_IsRefused()
    {
        var text = new StringBuilder(Message);
        for (var i = 0; i < Hl7Reader.MaxSegments; i++)
            text.Append("\rNTE|1");
        Assert.Equal(Hl7Error.TooManySegments, Read(text.ToString()).Error);
    }

    [Fact]
    public void Read_LatinBytes_AreReadAsLatin1()
    {
        byte[] bytes = [.. Encoding.ASCII.GetBytes(Message + "\rNTE|1||M"), 0xfc, .. "ller"u8];
        Assert.Equal("Müller", Hl7Reader.Read(bytes).Messages[0].Segments[1].Text(3));
    }

    [Fact]
    public void Read_AnyBytes_NeverThrows() => Gen.Byte.Array[0, 300].Sample(bytes =>
    {
        byte[] text = [.. Encoding.ASCII.GetBytes(Message + "\r"), .. bytes];
        foreach (var segment in Hl7Reader.Read(text).Messages.SelectMany(m => m.Segments))
        {
            _ = segment.Text(5, 2);
            _ = segment.Repetitions(3).Count();
        }
    });

    [Theory]
    [InlineData('~', Hl7Segment.MaxParts)]
    [InlineData('^', 1)]
    [InlineData('\\', 1)]
    [InlineData('&', 1)]
    public void Repetitions_OfAFieldFullOfSeparators_AreBounded(char separator, int expected)
    {
        var (_, messages) = Read(Message + "\rPID|||" + new string(separator, 2_000_000));
        var repetitions = messages[0].Segments[1].Repetitions(3).ToList();
        Assert.Equal(expected, repetitions.Count);
        Assert.All(repetitions, r => Assert.InRange(r.Count, 1, Hl7Segment.MaxParts));
    }

    [Fact]
    public void Read_AsManySegmentsAsAllowed_ReadsEach()
    {
        var text = new StringBuilder(Message);
        for (var i = 1; i < Hl7Reader.MaxSegments; i++)
            text.Append("\rOBX|1|ST|1^A^MDC||\\X4").Append(i);
        var segments = Assert.Single(Read(text.ToString()).Messages).Segments;
        Assert.Equal(Hl7Reader.MaxSegments, segments.Count);
        Assert.Equal("\\X49999", segments[^1].Text(5));
    }

    [Theory]
    [InlineData("20260131115207+0100", "2026-01-31T11:52:07+01:00")]
    [InlineData("20260131115207.25-0500", "2026-01-31T11:52:07.25-05:00")]
    [InlineData("202601311152", "2026-01-31T11:52:00+00:00")]
    [InlineData("2026", "2026-01-01T00:00:00+00:00")]
    public void Time_GoodForms_AreRead(string text, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected), Hl7Time.Parse(text, TimeSpan.Zero));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("20261301")]
    [InlineData("20260131+25")]
    [InlineData("20260131115207+2500")]
    [InlineData("yesterday")]
    public void Time_BadForms_AreAbsent(string? text) => Assert.Null(Hl7Time.Parse(text, TimeSpan.Zero));

    private static (Hl7Error Error, IReadOnlyList<Hl7Message> Messages) Read(string text) => Hl7Reader.Read(Encoding.UTF8.GetBytes(text));
}
