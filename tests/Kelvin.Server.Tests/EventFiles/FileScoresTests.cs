using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Scores;
using Kelvin.Scoring.Timelines;
using Kelvin.Server.EventFiles;
using Kelvin.Server.Identity;
using Kelvin.Server.Ingest;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;
using Xunit;

namespace Kelvin.Server.Tests.EventFiles;

/// <summary>The compact way through a file against the plain one: every event in memory, the resolver's leads, whole histories.</summary>
public class FileScoresTests
{
    private const long At = 1_735_689_600_000 + (40 * 86_400_000L);

    // Every rule that depends on the order of events, on what they hold, on traits and on accounts.
    private const string PlanText = """
        plan: p
        fit:
          rules:
            - { name: Position, by: position, values: { boss: 10, clerk: -3 } }
            - { name: Size, by: { account: size }, bands: { 1: 1, 3: 2 } }
        engagement:
          rules:
            - { name: Click, on: Click, points: 3, decay: { half_life: 3d } }
            - { name: Best of a day, on: Click, by: n, times: 1, limit: { times: 1, per: day }, keep: latest }
            - { name: Distinct, on: Click, points: 1, unique_by: n }
            - { name: Total, on: "*", sum: n, times: 0.5 }
            - { name: Pages, on: page, where: [ { property: path, starts_with: /p }, { context: app, is_not: bot } ], points: 2 }
            - { name: By name, on: page, where: { property: name, is: Home }, points: 1 }
            - { name: Visits, on: page, visit: { at_least: 2 }, points: 4 }
            - { name: Told us, on: identify, where: { property: position, exists: true }, points: 1 }
            - { name: Gone, on: page, absent_for: 5d, points: -7 }
        """;

    private static readonly PlanSet Plans = PlanSet.Compile([PlanReader.Read(PlanText).Plan!]);

    [Fact]
    public void The_scores_of_a_file_are_those_of_its_events() =>
        Prop.ForAll(Arb.From(Files), file => Assert.Equal(Plainly(file), FromFile(file))).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(80));

    [Fact]
    public void The_order_of_lines_changes_nothing() =>
        Prop.ForAll(Arb.From(Files), file =>
        {
            var unlike = file.Where(line => !line.Contains("\"messageId\"")).ToArray();
            var other = unlike.ToArray();
            new Random(file.Length).Shuffle(other);
            Assert.Equal(FromFile(unlike), FromFile(other));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Fact]
    public void A_batch_a_line_is_the_same_as_a_call_a_line() =>
        Prop.ForAll(Arb.From(Files), file =>
        {
            var calls = file.Where(line => line.Contains("messageId", StringComparison.Ordinal)).ToArray();
            var batches = calls.Chunk(3).Select((some, i) => " { \"batch\" : [" + string.Join(" , ", some) + (i % 2 == 0 ? "],  \"context\": {\"x\": 1} } " : "]}"));
            Assert.Equal(FromFile(calls), FromFile([.. batches]));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Fact]
    public void More_shapes_than_are_numbered_and_lines_beyond_a_block_change_nothing()
    {
        var plans = PlanSet.Compile([PlanReader.Read("plan: p\nengagement: { rules: [ { name: Sum, on: C, sum: n, times: 1 } ] }").Plan!]);
        var text = new StringBuilder();
        var filler = new string('x', 100);
        for (var i = 0; i < 70_000; i++) text.Append($$"""{"type":"track","event":"C","userId":"u{{i % 7}}","properties":{"n":{{i}},"x":"{{filler}}"},"timestamp":"2025-01-01T00:00:00Z","messageId":"{{i}}"}""").Append('\n');
        var expected = Enumerable.Range(0, 7).Select(u => (long)Enumerable.Range(0, 70_000).Where(i => i % 7 == u).Sum(i => (long)i)).ToArray();
        var actual = new List<long>();
        WithFile(text.ToString(), (source, broken) =>
            FileScores.Read(source, plans, At, broken).WriteLeads(plans.LeadPlans, false, (into, _, _, score, _) => { lock (actual) actual.Add(score.Value); }, Stream.Null));
        Assert.Equal(expected.Order(), actual.Order());
    }

    [Fact]
    public void Of_copies_far_apart_in_a_file_the_first_one_counts()
    {
        var plans = PlanSet.Compile([PlanReader.Read("plan: p\nengagement: { rules: [ { name: Sum, on: C, sum: n, times: 1 } ] }").Plan!]);
        var text = new StringBuilder();
        var filler = new string('x', 200);
        for (var i = 0; i < 60_000; i++) text.Append($$"""{"type":"track","event":"C","userId":"u{{i % 5}}","properties":{"n":{{(i < 20_000 ? 1 : 100)}},"x":"{{filler}}"},"timestamp":"2025-01-{{10 - (i / 20_000):00}}T00:00:00Z","messageId":"{{i % 20_000}}"}""").Append('\n');
        var scores = new List<long>();
        WithFile(text.ToString(), (source, broken) =>
            FileScores.Read(source, plans, At, broken).WriteLeads(plans.LeadPlans, false, (_, _, _, score, _) => { lock (scores) scores.Add(score.Value); }, Stream.Null));
        Assert.Equal(Enumerable.Repeat(4_000L, 5), scores);
    }

    [Theory]
    [InlineData(EventSource.MaxLineBytes - 200, 0)]
    [InlineData(EventSource.MaxLineBytes + 1, 1)]
    [InlineData((5 * EventSource.MaxLineBytes) + 17, 1)]
    [InlineData(13 * EventSource.MaxLineBytes, 1)]
    public void A_line_of_a_mebibyte_is_read_and_a_longer_one_is_named(int length, int brokenLines)
    {
        var call = """{"type":"track","event":"C","userId":"u","timestamp":"2025-01-01"}""";
        var broken = new List<BrokenCall>();
        var count = 0;
        WithFile($"{call}\n{call[..^1]},\"x\":\"{new string('x', length)}\"}}\n{call}\n", (source, _) => count = FileScores.Read(source, Plans, At, broken.Add).EventCount);
        Assert.Equal(3 - brokenLines, count);
        Assert.Equal(Enumerable.Repeat(2L, brokenLines), broken.Select(one => one.Line));
    }

    private static string[] FromFile(string[] lines)
    {
        var scores = new List<string>();
        WithFile(string.Join('\n', lines), (source, broken) =>
        {
            // Every other file finds no room for what its calls say, and has them read again.
            var file = FileScores.Read(source, Plans, At, broken, mostFacts: lines.Length % 2 == 0 ? 0 : CallFacts.Most);
            file.WriteLeads(Plans.LeadPlans, explain: false, (_, whose, _, score, _) => { lock (scores) scores.Add(Line(whose.UserId, whose.AnonymousId, whose.Email, score)); }, Stream.Null);
        });
        scores.Sort(StringComparer.Ordinal);
        return [.. scores];
    }

    private static void WithFile(string text, Action<EventSource, Action<BrokenCall>> use)
    {
        using var source = new EventSource();
        source.AddStream("test", stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        use(source, one => Assert.Fail($"{one.Line}: {one.Reason}"));
    }

    private static string Line(string? user, string? anonymous, string? email, Score score) =>
        $"{user}/{anonymous}/{email}: {score.Fit} {score.Engagement} {score.Value}";

    private static string[] Plainly(string[] lines)
    {
        var calls = lines.Select(PlainCall.Of).Where(call => call.At <= At).ToList();
        var marks = calls.SelectMany(call => call.Ids).Distinct().ToDictionary(id => id, _ => IdentityMarks.Seen);
        var leads = IdentityResolver.Resolve(marks, calls.SelectMany(call => call.Links)).Select(lead => (Lead: lead, Events: calls
            .Where(call => call.Event is not null && lead.Identities.Contains(call.Ids[0])).Select(call => call.Event!).ToList())).Where(lead => lead.Events.Count > 0).ToList();
        var histories = leads.Select((lead, number) => new LeadHistory(number.ToString(), lead.Events)).ToList();
        var accounts = AccountHistory.From(histories);
        var scores = leads.Select((lead, i) => (lead.Lead, Score: Plans.LeadPlans[0].Score(histories[i], accounts.GetValueOrDefault, At)))
            .Where(lead => lead.Score is not null)
            .Select(lead => Line(lead.Lead.User?.Value, First(lead.Lead, IdentityKind.Anonymous), First(lead.Lead, IdentityKind.Email), lead.Score!.Value));
        return [.. scores.Order(StringComparer.Ordinal)];
    }

    private static string? First(ResolvedLead lead, IdentityKind kind) =>
        lead.Identities.Where(id => id.Kind == kind).Select(id => id.Value).Order(StringComparer.Ordinal).FirstOrDefault();

    private sealed record PlainCall(long At, LeadIdentity[] Ids, Link[] Links, Event? Event)
    {
        public static PlainCall Of(string line)
        {
            Assert.Equal(CallProblem.None, CallReader.Read(Encoding.UTF8.GetBytes(line), out var call));
            var messageId = call.MessageId.IsEmpty ? "line-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)).AsSpan(0, 16)) : Call.Text(call.MessageId);
            string user = Call.Text(call.UserId), anonymous = Call.Text(call.AnonymousId), email = Call.Text(call.Email), previous = Call.Text(call.PreviousId);
            var at = call.StatedTime!.Value;
            LeadIdentity Id(IdPlace place) => place switch
            {
                IdPlace.User => new(IdentityKind.User, user),
                IdPlace.Anonymous => new(IdentityKind.Anonymous, anonymous),
                IdPlace.Email => new(IdentityKind.Email, email),
                IdPlace.PreviousAsUser => new(IdentityKind.User, previous),
                _ => new(IdentityKind.Anonymous, previous),
            };
            var ids = new[] { (user, IdPlace.User), (anonymous, IdPlace.Anonymous), (email, IdPlace.Email) }.Where(id => id.Item1.Length > 0).Select(id => Id(id.Item2));
            var links = CallLinks.Of(user.Length > 0, anonymous.Length > 0, email.Length > 0, previous.Length > 0)
                .Select(link => new Link(Id(link.From), Id(link.To), link.Kind, KeyPower.Server, new Stamp(at, messageId)));
            return new PlainCall(at, [.. ids], [.. links], call.IsEvent ? call.ToEvent(messageId, at) : null);
        }
    }

    private static Gen<string[]> Files => Calls.ArrayOf().Select(calls => calls.Distinct().ToArray());

    private static Gen<string> Calls =>
        from type in Gen.Elements("track", "track", "page", "identify", "group", "alias")
        from user in Gen.Choose(-2, 3)
        from anonymous in Gen.Choose(-1, 3)
        from email in Gen.Choose(-4, 2)
        from hour in Gen.Frequency((2, Gen.Elements(0, 24, 240)), (2, Gen.Choose(0, 1000)))
        from n in Gen.Choose(0, 4)
        from messageId in Gen.Choose(0, 60)
        from path in Gen.Elements("/p1", "/p2", "/q")
        from app in Gen.Elements("web", "bot")
        select Written(type, user, anonymous, email, hour, n, messageId, path, app);

    private static string Written(string type, int user, int anonymous, int email, int hour, int n, int messageId, string path, string app)
    {
        if (type == "alias" && user < 0) user = 0;
        if (user < 0 && anonymous < 0 && email < 0) anonymous = 0;
        var members = new List<string> { $"\"type\":\"{type}\"" };
        if (user >= 0) members.Add($"\"userId\":\"u{user}\"");
        if (anonymous >= 0) members.Add($"\"anonymousId\":\"a{anonymous}\"");
        if (type == "alias") members.Add(n % 2 == 0 ? $"\"previousId\":\"u{n}\"" : $"\"previousId\":\"a{n}\"");
        if (type == "group") members.Add($"\"groupId\":\"g{n % 2}\",\"traits\":{{\"size\":{n}}}");
        var position = n switch { 0 => "\"boss\"", 1 => "\"clerk\"", 2 => "null", _ => "[\"clerk\",\"boss\"]" };
        if (type == "identify") members.Add($"\"traits\":{{\"position\":{position},\"v\":{n}}}");
        if (type == "track") members.Add($"\"event\":\"Click\",\"properties\":{{\"n\":{n},\"path\":\"{path}\"}}");
        if (type == "page") members.Add($"\"name\":\"{(n == 0 ? "Home" : "Else")}\",\"properties\":{{\"path\":\"{path}\"}}");
        members.Add($"\"context\":{{\"app\":\"{app}\"{(email >= 0 ? $",\"traits\":{{\"email\":\"E{email}@x\"}}" : "")}}}");
        members.Add($"\"timestamp\":{1_735_689_600_000 + (hour * 3_600_000L)}");
        if (messageId < 50) members.Add($"\"messageId\":\"m{messageId}\"");
        return "{" + string.Join(',', members) + "}";
    }
}
