using Kelvin.Scoring.Values;
using Kelvin.Server.Access;
using Kelvin.Server.Actions.Mail;
using Kelvin.Storage;
using Kelvin.Storage.Actions;

namespace Kelvin.Server.Actions.Automations;

/// <summary>Checks what somebody wants of a rule or a track, all of it at once.</summary>
internal sealed class AutomationWishes(Store store, Session session, MailSettings mail)
{
    private const int LongestText = 200;
    private const int LongestNote = 1_000;
    private const int ActionsMost = 20;
    private const int StepsMost = 100;
    private const int ListMost = 100;
    private const long LongestWait = 3_650L * 86_400_000;

    private static readonly string[] Kinds = ["stage", "grade", "level", "verdict", "threshold", "segment"];
    private static readonly string[] Directions = ["up", "down"];

    private readonly List<FieldProblem> problems = [];

    public List<FieldProblem> Of(RuleDocument rule)
    {
        Text("name", rule.Name, LongestText);
        Check("when", rule.When, mayWait: true);
        Check("onlyIf", rule.OnlyIf);
        if (rule.Then.Count is 0 or > ActionsMost) Say("then", $"A rule does 1 to {ActionsMost} things.");
        for (var i = 0; i < rule.Then.Count; i++) Check($"then[{i}]", rule.Then[i]);
        Duration("limits.perLead", rule.Limits?.PerLead);
        if (rule.Limits?.PerDay is < 1 or > 1_000_000) Say("limits.perDay", "A rule acts on 1 to 1,000,000 leads in 24 hours.");
        return problems;
    }

    public List<FieldProblem> Of(TrackDocument track)
    {
        Text("name", track.Name, LongestText);
        if (track.When is { } when) Check("when", when, mayWait: false);
        Check("onlyIf", track.OnlyIf);
        Duration("again", track.Again);
        if (track.Stop is { } stop)
        {
            List("stop.events", stop.Events);
            List("stop.stages", stop.Stages);
            if (stop.Score is not null) Plan("stop.plan", stop.Plan);
        }
        if (track.Steps.Count is 0 or > StepsMost) Say("steps", $"A track has 1 to {StepsMost} steps.");
        var ids = track.Steps.Select(step => step.Id).ToList();
        for (var i = 0; i < track.Steps.Count; i++) Check($"steps[{i}]", track.Steps[i], ids);
        return problems;
    }

    private void Check(string path, TrackStep step, List<string> ids)
    {
        Text(path + ".id", step.Id, LongestText);
        if (ids.Count(id => id == step.Id) > 1) Say(path + ".id", $"The step '{Short(step.Id)}' stands there twice.");
        if (new object?[] { step.Wait, step.Do, step.If, step.End }.Count(one => one is not null) != 1) Say(path, "A step is exactly one of wait, do, if and end.");
        Duration(path + ".wait", step.Wait);
        if (step.Do is { } wish) Check(path + ".do", wish);
        Check(path + ".if", step.If);
        if (step.End is { } end) Text(path + ".end", end, LongestText);
        foreach (var (name, next) in new[] { ("then", step.Then), ("else", step.Else) })
        {
            if (next is not null && step.If is null) Say($"{path}.{name}", "Only a step with 'if' says where to go on.");
            else if (next is not null && !ids.Contains(next)) Say($"{path}.{name}", $"There is no step '{Short(next)}'.");
        }
    }

    private void Check(string path, Trigger when, bool mayWait)
    {
        if (when.Crossing is null == when.Event is null) Say(path, "Exactly one of crossing and event.");
        if (when.Event is { } name) Text(path + ".event", name, 500);
        if (when.After is not null && !mayWait) Say(path + ".after", "A track waits with a step.");
        Duration(path + ".after", when.After);
        List(path + ".crossing.plans", when.Crossing?.Plans);
        List(path + ".crossing.lines", when.Crossing?.Lines);
        List(path + ".crossing.kinds", when.Crossing?.Kinds, Kinds);
        List(path + ".crossing.directions", when.Crossing?.Directions, Directions);
    }

    private void Check(string path, OnlyIf? only)
    {
        if (only is null) return;
        if (Condition.Read(only, out var wrong) is null)
            problems.AddRange(wrong.Select(problem => new FieldProblem($"{path}.condition{(problem.Path.StartsWith("audience", StringComparison.Ordinal) ? problem.Path["audience".Length..] : "." + problem.Path)}", problem.Message)));
        if (only is not { MinScore: null, MaxScore: null, Labels: null, Verdicts: null } || only.Plan is not null) Plan(path + ".plan", only.Plan);
        List(path + ".labels", only.Labels);
        List(path + ".verdicts", only.Verdicts);
        List(path + ".stages", only.Stages);
    }

    private void Check(string path, ActionWish wish)
    {
        if (wish.Note is { Length: > LongestNote }) Say(path + ".note", $"A note has at most {LongestNote} characters.");
        switch (wish.Do)
        {
            case "mail":
                if (!mail.IsSetUp) Say(path + ".do", "No mail server is set up (Kelvin__Mail__Host).");
                To(path + ".to", wish.To ?? "owner", mayBeOwner: true);
                if (wish.Otherwise is { } otherwise) To(path + ".otherwise", otherwise, mayBeOwner: false);
                break;
            case "webhook":
                if (wish.Webhook is not { } number || store.Webhooks.Find(session, number) is not { } stored || new Webhook(stored).IsMail) Say(path + ".webhook", "There is no webhook of that number.");
                break;
            case "trait":
                Text(path + ".name", wish.Name, LongestText);
                break;
            case "addToList" or "takeFromList":
                Text(path + ".list", wish.List, LongestText);
                break;
            case "stage":
                Text(path + ".stage", wish.Stage, LongestText);
                break;
            case "task":
                Text(path + ".title", wish.Title, LongestText);
                if (wish.Kind is not null) Text(path + ".kind", wish.Kind, 50);
                break;
            case "assign":
                if (wish is { User: null, Team: null, Territories: null }) Say(path, "assign names a user, a team or territories.");
                Member(path, wish.User, wish.Team);
                foreach (var (territory, i) in (wish.Territories ?? []).Select((territory, i) => (territory, i)))
                {
                    Text($"{path}.territories[{i}].trait", territory.Trait, LongestText);
                    List($"{path}.territories[{i}].in", territory.In);
                    if (territory is { User: null, Team: null }) Say($"{path}.territories[{i}]", "A territory is a user's or a team's.");
                    Member($"{path}.territories[{i}]", territory.User, territory.Team);
                }
                break;
            case "enter" or "leave":
                if (wish.Track is not { } track || store.Automations.Find(session, track) is not { Kind: AutomationKind.Track }) Say(path + ".track", "There is no track of that number.");
                break;
            default:
                Say(path + ".do", $"'{Short(wish.Do)}' is none of mail, webhook, trait, addToList, takeFromList, stage, assign, task, enter, leave.");
                break;
        }
    }

    private void To(string path, string to, bool mayBeOwner)
    {
        if (to == "owner" && mayBeOwner) return;
        if (to.StartsWith(Recipients.UserPrefix, StringComparison.Ordinal)) Member(path, int.TryParse(to[Recipients.UserPrefix.Length..], out var user) ? user : -1, null);
        else if (to.StartsWith("team:", StringComparison.Ordinal)) Member(path, null, int.TryParse(to["team:".Length..], out var team) ? team : -1);
        else if (!UserEndpoints.IsEmail(to)) Say(path, "A mail goes to owner, user:NUMBER, team:NUMBER or an address.");
    }

    private void Member(string path, int? user, int? team)
    {
        if (user is { } one && store.Users.Find(session, one) is not { RemovedAt: null }) Say(path, $"There is no user {one}.");
        if (team is { } shared && store.Teams.Find(session, shared) is null) Say(path, $"There is no team {shared}.");
    }

    private void Plan(string path, string? plan)
    {
        if (plan is null || store.Plans.NumberOf(session, plan) is null) Say(path, "Scores and labels are a plan's: there is no plan of that id.");
    }

    private void Duration(string path, string? text)
    {
        if (text is not null && !(text is "0s" || (Durations.TryRead(text, out var milliseconds) && milliseconds is > 0 and <= LongestWait))) Say(path, $"A duration is {Durations.Allowed}, at most ten years.");
    }

    private void Text(string path, string? text, int longest)
    {
        if (text is null || text.Trim().Length == 0 || text.Length > longest || text.Any(char.IsControl)) Say(path, $"A text of 1 to {longest} characters.");
    }

    private void List(string path, IReadOnlyList<string>? values, string[]? allowed = null)
    {
        if (values is null) return;
        if (values.Count > ListMost || values.Any(value => value.Length is 0 or > 500)) Say(path, $"At most {ListMost} texts of 1 to 500 characters.");
        else if (allowed is not null && values.FirstOrDefault(value => !allowed.Contains(value)) is { } unknown) Say(path, $"'{Short(unknown)}' is none of {string.Join(", ", allowed)}.");
    }

    private void Say(string path, string message) => problems.Add(new FieldProblem(path, message));

    private static string Short(string text) => text.Length <= 50 ? text : text[..50] + "…";
}
