using Dapr.Workflow;

namespace VectorCare.Alerting.Escalation;

/// <summary>The life of a red alert: page after page until a human acknowledges it, its condition clears, or nobody is left to page. The alert's file is the truth and the workflow keeps nothing but ids: an event only says that there is something new to see.</summary>
internal sealed class AlertEpisode : Workflow<PageStep, string>
{
    /// <summary>Event: the alert was acknowledged, cleared or merged.</summary>
    public const string Changed = "changed";

    /// <summary>Output of an episode that nobody acknowledged.</summary>
    public const string GivenUp = "given-up";

    private static readonly TimeSpan FailureWait = TimeSpan.FromSeconds(30);
    private static readonly WorkflowTaskOptions Retries = new(new WorkflowRetryPolicy(3, TimeSpan.FromSeconds(2), 2));

    /// <inheritdoc/>
    public override async Task<string> RunAsync(WorkflowContext context, PageStep input)
    {
        var page = input;
        while (true)
        {
            var advice = await PageAsync(context, page);
            if (advice.End is { } end)
                return end;
            page = page with { Claim = null };
            if (await ChangedAsync(context, advice.Until))
                continue;

            if (advice.Next is { } next)
                page = page with { Step = next };
            else if (await GiveUpAsync(context, page))
                return GivenUp;
        }
    }

    /// <summary>Whether there is something new to see before the time is over.</summary>
    private static async Task<bool> ChangedAsync(WorkflowContext context, DateTime until)
    {
        var wait = until - context.CurrentUtcDateTime;
        if (wait <= TimeSpan.Zero)
            return false;
        try
        {
            await context.WaitForExternalEventAsync<object>(Changed, wait);
            return true;
        }
        catch (TaskCanceledException)
        {
            return false;
        }
    }

    private static async Task<PageAdvice> PageAsync(WorkflowContext context, PageStep page)
    {
        try
        {
            return await context.CallActivityAsync<PageAdvice>(nameof(PageActivity), page, Retries);
        }
        catch (WorkflowTaskFailedException)
        {
            // The sweep delivers meanwhile; an episode never ends because a step of it failed.
            return new PageAdvice(null, page.Step, context.CurrentUtcDateTime + FailureWait);
        }
    }

    private static async Task<bool> GiveUpAsync(WorkflowContext context, PageStep page)
    {
        try
        {
            return await context.CallActivityAsync<bool>(nameof(GiveUpActivity), page.AlertId, Retries);
        }
        catch (WorkflowTaskFailedException)
        {
            return false;
        }
    }
}

/// <summary>A page of an episode.</summary>
/// <param name="AlertId">Alert id, also the workflow's.</param>
/// <param name="Step">Number of the page, from 0.</param>
/// <param name="Claim">Claim on the delivery that is handed over, or null.</param>
internal sealed record PageStep(string AlertId, int Step, string? Claim = null);

/// <summary>How an episode goes on.</summary>
/// <param name="End">Why it is over, or null.</param>
/// <param name="Next">Number of the page when the wait is over; null: nobody is left.</param>
/// <param name="Until">How long to wait for a human, UTC.</param>
internal sealed record PageAdvice(string? End, int? Next, DateTime Until);
