using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kelvin.Scoring.Values;
using Kelvin.Server.Api;

namespace Kelvin.Server.Actions.Automations;

/// <summary>Which crossings. What is missing asks for nothing; what is there must all hold.</summary>
internal sealed record CrossingWish(
    [property: Description("Ids of plans.")] IReadOnlyList<string>? Plans = null,
    [property: Description("stage, grade, level, verdict, threshold, segment.")] IReadOnlyList<string>? Kinds = null,
    [property: Description("up or down; of segments up is entered, down is left.")] IReadOnlyList<string>? Directions = null,
    [property: Description("What was entered or crossed: a stage, a grade, a level, a verdict, a threshold, a segment.")] IReadOnlyList<string>? Lines = null);

/// <summary>What something begins with: a crossing, or an event.</summary>
internal sealed record Trigger(
    CrossingWish? Crossing = null, [property: Description("The name of an event.")] string? Event = null,
    [property: Description("So long after it, such as 3d; only rules. Whether it still holds is looked at then.")] string? After = null);

/// <summary>What must hold of the lead then. What is missing asks for nothing; what is there must all hold.</summary>
internal sealed record OnlyIf(
    [property: Description("A condition as plans have it, over traits, the account and what the lead did.")] JsonObject? Condition = null,
    [property: Description("The plan whose score and label are looked at.")] string? Plan = null,
    long? MinScore = null, long? MaxScore = null, IReadOnlyList<string>? Labels = null, IReadOnlyList<string>? Verdicts = null,
    [property: Description("The lead stands in one of these.")] IReadOnlyList<string>? Stages = null,
    [property: Description("true: it is somebody's; false: nobody's.")] bool? Owned = null);

/// <summary>Leads whose trait has one of these values go to this user or team.</summary>
internal sealed record Territory(string Trait, IReadOnlyList<string> In, int? User = null, int? Team = null);

/// <summary>One thing to be done with a lead.</summary>
internal sealed record ActionWish(
    [property: Description("mail, webhook, trait, addToList, takeFromList, stage, assign, task, enter or leave.")] string Do,
    [property: Description("mail: owner, user:3, team:2 or an address.")] string? To = null,
    [property: Description("mail: who gets it when the lead is nobody's: user:3, team:2 or an address.")] string? Otherwise = null,
    [property: Description("mail, webhook: a line of your own.")] string? Note = null,
    [property: Description("webhook: its number; one of the format slack gets a text.")] int? Webhook = null,
    [property: Description("trait: its name.")] string? Name = null,
    [property: Description("trait: its value; null takes it away.")] Value? Value = null,
    [property: Description("addToList, takeFromList: the list. Being in it is the trait list_NAME.")] string? List = null,
    [property: Description("stage: where to.")] string? Stage = null,
    [property: Description("assign: to this user.")] int? User = null,
    [property: Description("assign: to the members of this team in turn.")] int? Team = null,
    [property: Description("assign: the first that fits; otherwise user or team.")] IReadOnlyList<Territory>? Territories = null,
    [property: Description("assign: true leaves a lead to the one whose it is.")] bool Keep = true,
    [property: Description("task: what to do.")] string? Title = null,
    [property: Description("task: a lead has one open task of a kind; call unless said otherwise.")] string? Kind = null,
    [property: Description("enter, leave: the track's number.")] int? Track = null);

/// <summary>How often a rule may act.</summary>
internal sealed record Limits(
    [property: Description("Not again for the same lead for so long; 1d unless said otherwise, 0s for none.")] string? PerLead = null,
    [property: Description("So many leads in any 24 hours; 10,000 unless said otherwise.")] int? PerDay = null);

/// <summary>A rule: when, only if, then, within limits.</summary>
internal sealed record RuleDocument(string Name, Trigger When, IReadOnlyList<ActionWish> Then, OnlyIf? OnlyIf = null, Limits? Limits = null);

/// <summary>One step of a track: exactly one of wait, do, if and end.</summary>
internal sealed record TrackStep(
    [property: Description("By which runs remember where they are; once in a track.")] string Id,
    [property: Description("Wait so long, such as 3d.")] string? Wait = null,
    ActionWish? Do = null,
    OnlyIf? If = null,
    [property: Description("if: the step to go on with where it holds; the next one unless said otherwise.")] string? Then = null,
    [property: Description("if: the step to go on with where it does not.")] string? Else = null,
    [property: Description("Ends the track; the word says what came of it.")] string? End = null);

/// <summary>What takes a lead out of a track, whatever step it is at.</summary>
internal sealed record StopWish(
    [property: Description("Names of events, such as a reply or a purchase.")] IReadOnlyList<string>? Events = null,
    [property: Description("The plan whose score is looked at.")] string? Plan = null,
    [property: Description("A score that is reached.")] long? Score = null,
    [property: Description("Stages in which the lead stands.")] IReadOnlyList<string>? Stages = null);

/// <summary>A track: who enters, what is done step by step, and what ends it before its end.</summary>
internal sealed record TrackDocument(
    string Name, IReadOnlyList<TrackStep> Steps,
    [property: Description("What makes a lead enter; without, rules and people do.")] Trigger? When = null,
    OnlyIf? OnlyIf = null, StopWish? Stop = null,
    [property: Description("May enter again so long after it ended, such as 30d; without, once ever.")] string? Again = null);

internal static class AutomationJson
{
    public static readonly JsonSerializerOptions Options = Made();

    private static JsonSerializerOptions Made()
    {
        var options = new JsonSerializerOptions { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
        ApiJson.Set(options);
        return options;
    }
}
