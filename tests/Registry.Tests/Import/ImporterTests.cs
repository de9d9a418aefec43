using VectorCare.Contracts;

namespace VectorCare.Registry.Tests.Import;

public sealed class ImporterTests
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;

    [Fact]
    public async Task ImportAsync_NewPatients_WritesEachSlotOnceAndAnnouncesIt()
    {
        using var registry = new TestRegistry();
        var patients = Patients(2000);
        var result = await registry.ImportAsync(Csv(patients));
        var slots = patients.Select(Slots.Of).Distinct().ToArray();
        Assert.Equal((2000, 0, 0, slots.Length, 0), (result.Added, result.Updated, result.Unchanged, result.SlotsWritten, (int)result.ErrorCount));
        Assert.Equal(slots.Length, registry.Store.SlotWrites);
        Assert.Equal(slots.Order(), registry.Events.Versions.Select(v => v.Slot).Order());
        var index = (await registry.Store.ReadIndexAsync(None)).Index!;
        Assert.Equal(slots.Order(), index.Slots.Select(s => s.Slot));
        var summary = await registry.Summary.ReadAsync(None);
        Assert.Equal((2000, 2000), (summary.Patients, summary.ByVendor.Values.Sum()));
    }

    [Fact]
    public async Task ImportAsync_NewPatients_AllBeginAtTheSameHalfSecond()
    {
        using var registry = new TestRegistry();
        var patients = Patients(500);
        var result = await registry.ImportAsync(Csv(patients));
        foreach (var patient in patients)
            Assert.Equal(result.From, (await registry.Desk.FindAsync(patient, None))!.From);
        Assert.Equal(500, result.From!.Value.Millisecond);
        Assert.InRange(result.From.Value - registry.Clock.GetUtcNow(), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(21));
    }

    [Fact]
    public async Task ImportAsync_WritingTakesLongerThanForeseen_MovesTheFirstInstant()
    {
        using var registry = new TestRegistry();
        var events = 0;
        registry.Events.OnPublish = () => registry.Clock.Advance(events++ < 300 ? TimeSpan.FromMilliseconds(100) : TimeSpan.Zero);
        var patients = Patients(3000);
        var result = await registry.ImportAsync(Csv(patients));
        Assert.True(result.From > registry.Clock.GetUtcNow(), "patients were due before everybody could know them");
        foreach (var patient in patients)
            Assert.Equal(result.From, (await registry.Desk.FindAsync(patient, None))!.From);
        Assert.Equal(3000, result.Added);
    }

    [Fact]
    public async Task ImportAsync_SameFileAgain_WritesNothing()
    {
        using var registry = new TestRegistry();
        var csv = Csv(Patients(100));
        await registry.ImportAsync(csv);
        var writes = registry.Store.SlotWrites;
        registry.Clock.Advance(TimeSpan.FromHours(1));
        var result = await registry.ImportAsync(csv);
        Assert.Equal((0, 0, 100, 0), (result.Added, result.Updated, result.Unchanged, result.SlotsWritten));
        Assert.Equal(writes, registry.Store.SlotWrites);
    }

    [Fact]
    public async Task ImportAsync_MovedPatient_StaysDueWithoutAGap()
    {
        using var registry = new TestRegistry();
        var patient = Patients(1);
        var first = await registry.ImportAsync(Csv(patient));
        registry.Clock.Advance(TimeSpan.FromHours(1));
        var second = await registry.ImportAsync(Csv(patient, vendor: "cygnus", clinic: "clinic-09"));
        Assert.Equal((0, 1), (second.Added, second.Updated));
        var found = (await registry.Desk.FindAsync(patient[0], None))!;
        Assert.Equal(("cygnus", "clinic-09", first.From), (found.Vendor, found.Clinic, found.From));
        Assert.Equal(2, registry.Events.Versions.Last().Version);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 10)]
    public async Task ImportAsync_BadLine_KeepsTheGoodOnesOnlyIfAsked(bool keepGood, int kept)
    {
        using var registry = new TestRegistry();
        var result = await registry.ImportAsync(Csv(Patients(10)) + "bad,clinic-01,aurora,r\n", keepGood);
        Assert.Equal((kept, 1), (result.Kept, (int)result.ErrorCount));
        Assert.Equal(kept, (await registry.Summary.ReadAsync(None)).Patients);
        Assert.Equal(kept > 0, result.From is not null);
    }

    [Fact]
    public async Task ImportAsync_AnswersOfWritesAreLost_CountsAndWritesEachPatientOnce()
    {
        using var registry = new TestRegistry();
        for (var i = 0; i < 20; i++)
        {
            registry.Store.BeforeWrite.Enqueue(i % 3 == 0 ? () => throw new IOException("before") : () => { });
            registry.Store.AfterWrite.Enqueue(i % 2 == 0 ? () => throw new IOException("after") : () => { });
        }

        var result = await registry.ImportAsync(Csv(Patients(200)));
        Assert.Equal((200, 0, 0), (result.Added, result.Updated, result.Unchanged));
        Assert.Equal(200, (await registry.Summary.ReadAsync(None)).Patients);
    }

    [Fact]
    public async Task ImportAsync_TwoAtOnce_KeepBoth()
    {
        using var registry = new TestRegistry();
        await Task.WhenAll(registry.ImportAsync(Csv(Patients(1000, seed: 1))), registry.ImportAsync(Csv(Patients(1000, seed: 2))));
        Assert.Equal(2000, (await registry.Summary.ReadAsync(None)).Patients);
        var index = (await registry.Store.ReadIndexAsync(None)).Index!;
        foreach (var version in index.Slots)
            Assert.Equal(version.Version, (await registry.Store.ReadSlotAsync(version.Slot, None)).Document!.Version);
    }

    internal static Guid[] Patients(int count, int seed = 7)
    {
        var random = new Random(seed);
        var bytes = new byte[16];
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            random.NextBytes(bytes);
            return new Guid(bytes);
        })];
    }

    internal static string Csv(IEnumerable<Guid> patients, string vendor = "aurora", string clinic = "clinic-01") =>
        "patient,clinic,vendor,portal_ref\n" + string.Concat(patients.Select(p => $"{p},{clinic},{vendor},ref-{p:N}\n"));
}
