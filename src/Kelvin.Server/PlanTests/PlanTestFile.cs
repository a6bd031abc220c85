using Kelvin.Scoring.Plans;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;
using Kelvin.Server.Documents;

namespace Kelvin.Server.PlanTests;

/// <summary>
/// A file of plan tests: the plan, in the file itself or by the name of its file, and examples of given events and expected
/// scores. Times without an offset are in the plan's time zone.
/// </summary>
public sealed class PlanTestFile
{
    public const string Extension = ".tests.yaml";
    private const string DefaultLead = "lead";

    private static readonly string[] GivenKeys =
        ["at", "lead", "event", "page", "screen", "pageName", "category", "properties", "context", "traits", "group", "machine", "messageId"];

    private PlanTestFile(IReadOnlyList<Plan> plans, IReadOnlyList<PlanTest> tests, IReadOnlyList<string> problems) =>
        (Plans, Tests, Problems) = (plans, tests, problems);

    public IReadOnlyList<Plan> Plans { get; }
    public IReadOnlyList<PlanTest> Tests { get; }

    /// <summary>What is wrong with the plans, with places; then there are no tests.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <exception cref="YamlFault">The file is no file of tests.</exception>
    public static PlanTestFile Read(string file)
    {
        var root = YamlTree.Read(file, File.ReadAllText(file)).Allowing("plan", "plans", "tests");
        var problems = new List<string>();
        var plans = PlansOf(root, file).Select(plan => ReadPlan(plan, problems)).OfType<Plan>().ToList();
        if (problems.Count > 0) return new PlanTestFile([], [], problems);
        var zone = PlanZone.Find(plans[0].TimeZone)!;
        var tests = root["tests"]?.Items.Select(test => ReadTest(test, zone)).ToList() ?? throw root.Fault("'tests' are missing.");
        return new PlanTestFile(plans, tests, []);
    }

    private static IEnumerable<(string File, byte[] Text)> PlansOf(YamlTree root, string file)
    {
        var written = root["plans"]?.Items ?? (root["plan"] is { } one ? [one] : []);
        if (written.Count == 0) return [OfFile(PlanBeside(file, root))];
        return written.Select(plan => plan.IsMapping
            ? (file, System.Text.Encoding.UTF8.GetBytes(plan.Document))
            : OfFile(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, plan.Text)));
    }

    /// <summary>Of <c>NAME.tests.yaml</c> the plan <c>NAME</c>, in YAML or JSON.</summary>
    private static string PlanBeside(string file, YamlTree root)
    {
        if (!file.EndsWith(Extension, StringComparison.OrdinalIgnoreCase)) throw root.Fault("'plan' is missing: the plan itself, or the name of its file.");
        var name = file[..^Extension.Length];
        return new[] { ".yaml", ".yml", ".json" }.Select(extension => name + extension).FirstOrDefault(File.Exists)
            ?? throw root.Fault($"'plan' is missing, and {name}.yaml is not there.");
    }

    private static (string File, byte[] Text) OfFile(string file) => (file, File.ReadAllBytes(file));

    private static Plan? ReadPlan((string File, byte[] Text) plan, List<string> problems)
    {
        var reading = PlanReader.Read(plan.Text);
        problems.AddRange(reading.Problems.Select(problem => $"{plan.File}:{problem}"));
        return reading.Plan;
    }

    private static PlanTest ReadTest(YamlTree test, PlanZone zone)
    {
        test.Allowing("name", "given", "expect");
        var given = test["given"]?.Items ?? throw test.Fault("'given' is missing: what happened.");
        var expect = test["expect"]?.Items ?? throw test.Fault("'expect' is missing: what the scores then are.");
        var events = given.Select((item, number) => (Lead: item["lead"]?.Text ?? DefaultLead, Event: ReadEvent(item, number, zone))).ToList();
        var histories = events.GroupBy(e => e.Lead, e => e.Event).ToDictionary(lead => lead.Key, lead => new LeadHistory(lead.Key, lead));
        return new PlanTest(
            (test["name"] ?? throw test.Fault("'name' is missing.")).Text, test.Line, histories,
            [.. expect.Select(item => ReadExpectation(item, zone, histories))]);
    }

    private static Event ReadEvent(YamlTree item, int number, PlanZone zone)
    {
        item.Allowing(GivenKeys);
        var (name, properties) = ReadWhat(item);
        return new Event
        {
            MessageId = item["messageId"]?.Text ?? $"given-{number:0000}",
            Timestamp = ReadInstant(item, zone),
            Name = name,
            Properties = properties,
            Context = item["context"]?.Value ?? Value.Missing,
            Machine = item["machine"]?.Truth ?? false,
            GroupId = item["group"]?.Text,
        };
    }

    private static (string Name, Value Properties) ReadWhat(YamlTree item)
    {
        var kinds = new[] { "event", "page", "screen", "group" }.Where(kind => item[kind] is not null).ToList();
        if (kinds.Count > 1) throw item.Fault($"One thing happens at a time, not {string.Join(" and ", kinds)}.");
        var traits = item["traits"];
        if (kinds.Count == 0) return (Event.Identify, traits?.Value ?? throw item.Fault("What happened? One of: event, page, screen, group, traits."));
        if (kinds[0] == "group") return (Event.Group, traits?.Value ?? Value.Missing);
        if (traits is not null) throw traits.Fault("Traits are set by themselves or with 'group', not by an event.");
        if (kinds[0] == "event") return (item["event"]!.Text.Trim(), item["properties"]?.Value ?? Value.Missing);

        // As a page call: its own name and category join the properties, and what is there already wins.
        var members = new List<KeyValuePair<string, Value>>();
        if (!item[kinds[0]]!.IsNull) members.Add(new("path", Value.Of(item[kinds[0]]!.Text)));
        if (item["pageName"] is { } pageName) members.Add(new("name", pageName.Value));
        if (item["category"] is { } category) members.Add(new("category", category.Value));
        if (item["properties"] is { } properties) members.AddRange(properties.Entries.Select(entry => new KeyValuePair<string, Value>(entry.Key, entry.Value.Value)));
        return (kinds[0], Value.Of(members));
    }

    private static Expectation ReadExpectation(YamlTree item, PlanZone zone, Dictionary<string, LeadHistory> histories)
    {
        item.Allowing(["at", "plan", "lead", "account", "rules", .. Expectation.Members]);
        var account = item["account"]?.Text;
        var lead = item["lead"]?.Text ?? (account is null ? DefaultLead : null);
        if (account is not null && item["lead"] is not null) throw item.Fault("A lead or an account is meant, not both.");
        if (lead is not null && histories.Count > 0 && !histories.ContainsKey(lead)) throw item.Fault($"No event of the lead '{lead}' is given. There are: {string.Join(", ", histories.Keys)}.");
        var values = Expectation.Members.Where(member => item[member] is not null)
            .Select(member => new KeyValuePair<string, string>(member, item[member]!.IsNull ? Expectation.None : item[member]!.Text)).ToList();
        var rules = item["rules"]?.Entries.Select(rule => new KeyValuePair<string, double>(rule.Key, rule.Value.Number)).ToList() ?? [];
        if (values.Count == 0 && rules.Count == 0) throw item.Fault($"Nothing is expected. One of: {string.Join(", ", Expectation.Members)}, rules.");
        var noScore = values.Exists(value => value is { Key: "score", Value: Expectation.None });
        return new Expectation(item.Line, ReadInstant(item, zone), item["plan"]?.Text, lead, account, noScore, values, rules);
    }

    private static long ReadInstant(YamlTree item, PlanZone zone)
    {
        var at = item["at"] ?? throw item.Fault("'at' is missing: when?");
        return Dates.TryRead(at.Text, zone, out var instant) ? instant : throw at.Fault($"'{at.Text}' is no date, such as 2025-03-01, 2025-03-01T09:30 or 2025-03-01T09:30Z.");
    }
}
