using System.ComponentModel;
using System.Diagnostics;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Server.Api;
using Kelvin.Server.Ledgers;
using Kelvin.Storage;
using Kelvin.Storage.Leads;

namespace Kelvin.Server.Actions.Automations;

internal sealed record DryMatch(string LeadId, string Shown, DateTimeOffset At, string What);

internal sealed record DryRunView(
    DateTimeOffset From, DateTimeOffset Until,
    [property: Description("Times it would have acted.")] int Times, [property: Description("On so many leads.")] int Leads,
    [property: Description("Leads that were looked at.")] int Looked, [property: Description("false: there were more than one request looks at.")] bool Complete,
    [property: Description("The first of them.")] IReadOnlyList<DryMatch> Sample);

/// <summary>
/// Who would have matched: what happened in the last days is gone through, and the condition asked as of then. Nothing is done. Stages and
/// owners are those of now, for what they were then is asked of no condition.
/// </summary>
internal static class DryRun
{
    private const int LeadsMost = 50_000;
    private const int LeadsAtOnce = 200;
    private const int SampleMost = 50;
    private const long Day = 86_400_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public static DryRunView Of(Trigger when, OnlyIf? only, long perLead, int days, LeadReading reading, CancellationToken cancellation)
    {
        var from = reading.Now - (days * Day);
        var condition = Condition.Read(only, out _)!;
        var (times, leads, looked, sample, watch) = (0, 0, 0, new List<DryMatch>(), Stopwatch.StartNew());
        StreamId? last = null;
        var complete = false;
        while (looked < LeadsMost && watch.Elapsed < Patience)
        {
            var page = reading.Store.Leads.After(reading.Session, last, LeadsAtOnce).ToList();
            foreach (var lead in page)
            {
                cancellation.ThrowIfCancellationRequested();
                last = lead.Id;
                if (lead.Events == 0) continue;
                looked++;
                var found = Matches(when, condition, perLead, from, reading, lead);
                if (found.Count == 0) continue;
                leads++;
                times += found.Count;
                if (sample.Count < SampleMost) sample.AddRange(found.Select(match => View(reading, lead, match)).Take(SampleMost - sample.Count));
            }
            reading.Forget();
            if (page.Count == LeadsAtOnce) continue;
            complete = true;
            break;
        }
        return new DryRunView(Instants.Of(from), Instants.Of(reading.Now), times, leads, looked, complete, sample);
    }

    private static List<(long At, string What)> Matches(Trigger when, Condition condition, long perLead, long from, LeadReading reading, StoredLead lead)
    {
        var matches = new List<(long At, string What)>();
        LeadHistory? history = null;
        foreach (var (at, what) in Occasions(when, from, reading, lead).OrderBy(one => one.At))
        {
            var asked = at + (Automation.DurationOf(when.After) ?? 0);
            if (asked > reading.Now || (matches.Count > 0 && asked - matches[^1].At < perLead)) continue;
            if (condition.Holds(reading, lead, asked, plan => ScoreAt(plan, asked))) matches.Add((asked, what));
        }
        return matches;

        Score? ScoreAt(string plan, long at) => reading.Plans.Leads.FirstOrDefault(active => active.Scorer.Plan.Id == plan) is { } known
            ? known.Scorer.Score(history ??= reading.HistoryOf(lead), reading.Accounts.Find, at)
            : null;
    }

    private static IEnumerable<(long At, string What)> Occasions(Trigger when, long from, LeadReading reading, StoredLead lead)
    {
        if (when.Event is { } name)
        {
            if (lead.LastSeen < from) return [];
            return reading.EventsOf(lead).Where(stored => stored.Event.Name == name && stored.Event.Timestamp >= from).Select(stored => (stored.Event.Timestamp, $"Did {name}"));
        }
        var wish = when.Crossing!;
        return reading.CrossingsOf(lead).Where(row => row.At >= from).Select(LedgerViews.View)
            .Where(row => !row.Silent && !row.Late && Is(wish.Plans, row.Plan) && Is(wish.Kinds, row.Kind) && Is(wish.Directions, row.Direction)
                && Is(wish.Lines, row.Threshold?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? row.To ?? "none"))
            .Select(row => (row.At.ToUnixTimeMilliseconds(), $"{row.Kind} {row.Direction}: {row.To ?? row.Threshold?.ToString(System.Globalization.CultureInfo.InvariantCulture)}"));

        static bool Is(IReadOnlyList<string>? wanted, string? value) => wanted is not { Count: > 0 } || (value is not null && wanted.Contains(value));
    }

    private static DryMatch View(LeadReading reading, StoredLead lead, (long At, string What) match)
    {
        var view = LeadViews.Stored(reading, lead);
        return new DryMatch(view.Id, Face.Of(view.Id, view.UserId, view.Email, view.Traits).Shown, Instants.Of(match.At), match.What);
    }
}
