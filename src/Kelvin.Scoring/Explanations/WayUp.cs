using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Evaluation;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Explanations;

/// <summary>What a step of the way up is: something that a lead does, or something that becomes known.</summary>
public enum StepKind { Event, Trait, AccountTrait }

/// <summary>A value that the event has, or that becomes known.</summary>
public readonly record struct StepValue(OperandRoot Root, string Path, Value Value);

/// <summary>One thing that, if it happened now, would be enough.</summary>
/// <param name="Lead">Whose step it is; null: that of the lead itself, or of nobody.</param>
/// <param name="Name">Of the event; of a trait its path.</param>
/// <param name="Points">By how much the score grows.</param>
/// <param name="Then">The score then.</param>
public sealed record Step(StepKind Kind, string? Lead, string Name, IReadOnlyList<StepValue> Values, long Points, Score Then);

/// <summary>What can be reached next.</summary>
public enum WayTarget { Grade, Level, Stage }

/// <summary>A next grade, level or stage, with the smallest single steps that bring it or better; none: no single step does.</summary>
public sealed record Way(WayTarget Target, string Name, IReadOnlyList<Step> Steps);

/// <summary>
/// The way up (scoring.md 7): the smallest single events or traits that would bring the next grade, level or stage. Every step
/// was tried: the history with it was scored.
/// </summary>
public static class WayUp
{
    /// <summary>Steps told of one target.</summary>
    public const int StepsMost = 5;

    /// <summary>Steps that are tried at most, the first in the order of the plan.</summary>
    private const int TriedMost = 600;

    /// <summary>Members of an account whose steps are tried.</summary>
    private const int MembersMost = 5;

    private const string OwnMessage = "~way-up";

    /// <summary>Null where there is no score at the instant.</summary>
    public static IReadOnlyList<Way>? Of(LeadScorer scorer, LeadHistory lead, Func<string, AccountHistory?> accounts, long at)
    {
        if (scorer.Score(lead, accounts, at) is not { } now) return null;
        var account = lead.AccountAt(at) is { } id ? accounts(id) : null;
        var tried = StepIdeas.Of(scorer.Plan, at).Take(TriedMost).Select(idea => idea.Kind == StepKind.AccountTrait
            ? (idea, Then: account is null ? null : scorer.Score(lead, WithFact(accounts, account, idea, at), at))
            : (idea, Then: scorer.Score(WithEvent(lead, idea, at), accounts, at)));
        return Ways(scorer.Plan, now, Steps(tried, now, null));
    }

    /// <summary>Null where there is no score at the instant.</summary>
    /// <param name="members">The plan by which members count; null where they do not.</param>
    public static IReadOnlyList<Way>? Of(
        AccountScorer scorer, Plan? members, AccountHistory account, IReadOnlyList<LeadHistory> candidates, Func<string, AccountHistory?> accounts, long at)
    {
        if (scorer.Score(account, candidates, accounts, at) is not { } now) return null;
        var steps = new List<Step>();
        foreach (var idea in StepIdeas.Of(scorer.Plan, at).Where(idea => idea.Kind == StepKind.AccountTrait))
        {
            var known = With(account, idea, at);
            steps.AddRange(Steps([(idea, scorer.Score(known, candidates, id => id == known.AccountId ? known : accounts(id), at))], now, null));
        }
        var ideas = (members is null ? [] : StepIdeas.Of(members, at)).Concat(StepIdeas.OfRoles(scorer.Plan, at)).Where(idea => idea.Kind != StepKind.AccountTrait).Distinct().ToList();
        var acting = candidates.Where(lead => !lead.IsEmpty && lead.AccountAt(at) == account.AccountId).OrderByDescending(lead => lead.LastSeen).ThenBy(lead => lead.LeadId, StringComparer.Ordinal).Take(MembersMost);
        foreach (var lead in acting)
        {
            var others = candidates.Where(other => other != lead).ToList();
            steps.AddRange(Steps(ideas.Take(TriedMost / MembersMost).Select(idea => (idea, scorer.Score(account, [.. others, WithEvent(lead, idea, at)], accounts, at))), now, lead.LeadId));
        }
        return Ways(scorer.Plan, now, steps);
    }

    private static List<Step> Steps(IEnumerable<(StepIdea Idea, Score? Then)> tried, Score now, string? lead) =>
        [.. from one in tried
            where one.Then is { } then && then.Value >= now.Value && !then.Equals(now)
            select new Step(one.Idea.Kind, lead, one.Idea.Name, one.Idea.Values, one.Then!.Value.Value - now.Value, one.Then.Value)];

    private static List<Way> Ways(Plan plan, Score now, List<Step> steps)
    {
        var ways = new List<Way>();
        Add(WayTarget.Grade, new Ladder(plan.Grades), now.Grade, then => then.Grade);
        Add(WayTarget.Level, new Ladder(plan.Levels), now.Level, then => then.Level);
        var next = Enumerable.Range(0, plan.Stages.Count).Cast<int?>().FirstOrDefault(stage => plan.Stages[stage!.Value].At is not null && stage > FurthestOf(now));
        if (next is { } wanted) ways.Add(new Way(WayTarget.Stage, plan.Stages[wanted].Name, Smallest(steps.Where(step => FurthestOf(step.Then) >= wanted))));
        return ways;

        void Add(WayTarget target, Ladder ladder, string? current, Func<Score, string?> of)
        {
            var place = current is null ? ladder.Names.Length : ladder.PlaceOf(current);
            if (place == 0 || ladder.Names.Length == 0) return;
            ways.Add(new Way(target, ladder.Names[place - 1], Smallest(steps.Where(step => of(step.Then) is { } reached && ladder.PlaceOf(reached) < place))));
        }
    }

    /// <summary>The last stage whose <c>at</c> holds; -1: none.</summary>
    private static int FurthestOf(Score score) => 63 - System.Numerics.BitOperations.LeadingZeroCount(score.Stages);

    /// <summary>The least points first; of several ways to do one thing the simplest.</summary>
    private static List<Step> Smallest(IEnumerable<Step> steps) =>
        [.. steps.OrderBy(step => step.Points).ThenBy(step => step.Values.Count).DistinctBy(step => (step.Kind, step.Lead, step.Name, step.Kind == StepKind.Event ? 0 : step.Points)).Take(StepsMost)];

    private static LeadHistory WithEvent(LeadHistory lead, StepIdea idea, long at)
    {
        var messageId = OwnMessage;
        while (lead.Events.Any(e => e.MessageId == messageId)) messageId += "~";
        return new LeadHistory(lead.LeadId, lead.Events.Append(new Event
        {
            MessageId = messageId,
            Timestamp = at,
            Name = idea.Kind == StepKind.Trait ? Event.Identify : idea.Name,
            Properties = idea.Kind == StepKind.Trait ? Trait(lead.TraitsAt(at), idea.Values[0]) : Object(idea, OperandRoot.Property),
            Context = idea.Kind == StepKind.Trait ? Value.Missing : Object(idea, OperandRoot.Context),
        }));
    }

    private static Func<string, AccountHistory?> WithFact(Func<string, AccountHistory?> accounts, AccountHistory account, StepIdea idea, long at)
    {
        var known = With(account, idea, at);
        return id => id == known.AccountId ? known : accounts(id);
    }

    private static AccountHistory With(AccountHistory account, StepIdea idea, long at) =>
        new(account.AccountId, [.. account.Facts, new AccountFact(at, OwnMessage + "~~", "\uFFFF", Trait(account.TraitsAt(at), idea.Values[0]))]);

    /// <summary>What says one trait, and leaves the others of its object as they are.</summary>
    private static Value Trait(JsonObject known, StepValue step)
    {
        var dot = step.Path.IndexOf('.');
        if (dot < 0 || !known[step.Path].IsMissing) return Value.Of(new JsonObject([new(step.Path, step.Value)]));
        var (head, rest) = (step.Path[..dot], step.Path[(dot + 1)..]);
        var below = known[head].Kind == ValueKind.Object ? known[head].AsObject : JsonObject.Empty;
        return Value.Of(new JsonObject([new(head, Nested(below, rest, step.Value))]));
    }

    private static Value Nested(JsonObject below, string path, Value value)
    {
        var dot = path.IndexOf('.');
        if (dot < 0) return Value.Of(new JsonObject(below.Append(new(path, value))));
        var child = below[path[..dot]].Kind == ValueKind.Object ? below[path[..dot]].AsObject : JsonObject.Empty;
        return Value.Of(new JsonObject(below.Append(new(path[..dot], Nested(child, path[(dot + 1)..], value)))));
    }

    private static Value Object(StepIdea idea, OperandRoot root) => Value.Of(idea.Values.Where(value => value.Root == root).Select(value => new KeyValuePair<string, Value>(value.Path, value.Value)));
}
