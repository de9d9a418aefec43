using VectorCare.Registry.Tests.Import;

namespace VectorCare.Registry.Tests.Members;

public sealed class PatientDeskTests
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;

    [Fact]
    public async Task PauseAndResume_Patient_BeginsAnewOnlyWhenResumed()
    {
        using var registry = new TestRegistry();
        var patient = ImporterTests.Patients(1)[0];
        var first = (await registry.ImportAsync(ImporterTests.Csv([patient]))).From;
        registry.Clock.Advance(TimeSpan.FromHours(1));
        Assert.True(await registry.Desk.PauseAsync(patient, None));
        var paused = (await registry.Desk.FindAsync(patient, None))!;
        Assert.Equal((true, first), (paused.Paused, paused.From));
        Assert.True(await registry.Desk.ResumeAsync(patient, None));
        var resumed = (await registry.Desk.FindAsync(patient, None))!;
        Assert.False(resumed.Paused);
        Assert.True(resumed.From > registry.Clock.GetUtcNow());
        Assert.Equal([1L, 2L, 3L], registry.Events.Versions.Select(v => v.Version));
    }

    [Fact]
    public async Task RemoveAsync_Patient_IsGoneAndAnnounced()
    {
        using var registry = new TestRegistry();
        var patients = ImporterTests.Patients(2);
        await registry.ImportAsync(ImporterTests.Csv(patients));
        Assert.True(await registry.Desk.RemoveAsync(patients[0], None));
        Assert.Null(await registry.Desk.FindAsync(patients[0], None));
        Assert.NotNull(await registry.Desk.FindAsync(patients[1], None));
        Assert.Equal(2, registry.Events.Versions.Last().Version);
    }

    [Fact]
    public async Task AnyChange_UnknownPatient_IsNotFoundAndWritesNothing()
    {
        using var registry = new TestRegistry();
        var patient = ImporterTests.Patients(1)[0];
        Assert.False(await registry.Desk.PauseAsync(patient, None));
        Assert.False(await registry.Desk.ResumeAsync(patient, None));
        Assert.False(await registry.Desk.RemoveAsync(patient, None));
        Assert.Equal(0, registry.Store.SlotWrites);
    }

    [Fact]
    public async Task PauseAsync_AnswerOfTheWriteIsLost_IsDone()
    {
        using var registry = new TestRegistry();
        var patient = ImporterTests.Patients(1)[0];
        await registry.ImportAsync(ImporterTests.Csv([patient]));
        registry.Store.AfterWrite.Enqueue(() => throw new IOException("after"));
        Assert.True(await registry.Desk.PauseAsync(patient, None));
        Assert.True((await registry.Desk.FindAsync(patient, None))!.Paused);
    }
}
