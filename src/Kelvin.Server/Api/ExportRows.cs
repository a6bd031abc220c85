using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Leads;

namespace Kelvin.Server.Api;

/// <summary>One lead of an export, read once for all its rows.</summary>
internal sealed record ExportedLead(LeadReading Reading, StoredLead Lead, long At);

/// <summary>A row of an export: its columns in their order. A column that is missing is null.</summary>
internal sealed record ExportRow(params IReadOnlyList<(string Column, Value Value)> Cells);

/// <summary>What the rows of each kind of export hold.</summary>
internal static class ExportRows
{
    public static IEnumerable<ExportRow> OfLead(ExportedLead exported)
    {
        var (reading, lead, at) = exported;
        var history = reading.HistoryOf(lead);
        var identities = reading.IdentitiesOf(lead);
        yield return new ExportRow(
            ("id", Text(lead.Id.ToString())),
            ("userId", FirstOf(identities, IdentityKind.User)), ("email", FirstOf(identities, IdentityKind.Email)),
            ("identities", Value.Of([.. identities.Select(identity => Value.Of(identity.ToString()))])),
            ("accountId", Text(history.AccountAt(at))), ("firstSeen", Instant(lead.FirstSeen)), ("lastSeen", Instant(lead.LastSeen)),
            ("eventCount", Value.Of(lead.Events)), ("traits", Value.Of(history.TraitsAt(at))));
    }

    public static IEnumerable<ExportRow> OfEvents(ExportedLead exported)
    {
        var (reading, lead, _) = exported;
        var events = reading.EventsOf(lead);
        events.Sort((left, right) => EventOrder.Compare(left.Event, right.Event));
        foreach (var stored in events)
        {
            yield return new ExportRow(
                ("leadId", Text(lead.Id.ToString())), ("messageId", Text(stored.Event.MessageId)), ("name", Text(stored.Event.Name)),
                ("timestamp", Instant(stored.Event.Timestamp)), ("receivedAt", Instant(stored.ReceivedAt)), ("machine", Value.Of(stored.Event.Machine)),
                ("groupId", Text(stored.Event.GroupId)), ("properties", stored.Event.Properties), ("context", stored.Event.Context));
        }
    }

    public static IEnumerable<ExportRow> OfScores(ExportedLead exported)
    {
        var (reading, lead, at) = exported;
        var timeline = reading.TimelineOf(lead);
        var userId = FirstOf(reading.IdentitiesOf(lead), IdentityKind.User);
        foreach (var plan in reading.Plans.Leads)
        {
            if (plan.Scorer.Score(timeline, reading.Accounts.Find, at) is not { } score) continue;
            yield return new ExportRow(
                ("leadId", Text(lead.Id.ToString())), ("userId", userId), ("plan", Text(plan.Scorer.Plan.Id)), ("version", Value.Of(plan.Version)), ("at", Instant(at)),
                ("fit", Value.Of(score.Fit)), ("engagement", Value.Of(score.Engagement)), ("score", Value.Of(score.Value)),
                ("grade", Text(score.Grade)), ("level", Text(score.Level)), ("label", Text(score.Label)), ("verdict", Text(score.Verdict)));
        }
    }

    private static Value FirstOf(IEnumerable<Identity.LeadIdentity> identities, IdentityKind kind) =>
        Text(identities.Where(identity => identity.Kind == kind).Select(identity => identity.Value).FirstOrDefault());

    private static Value Text(string? text) => text is null ? Value.Null : Value.Of(text);

    private static Value Instant(long? milliseconds) => milliseconds is { } at ? Value.Of(Dates.ToText(at)) : Value.Null;
}
