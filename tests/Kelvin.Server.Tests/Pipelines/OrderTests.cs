using System.Globalization;
using System.Text;
using Kelvin.Server.Identity;
using Kelvin.Server.Tests.Identity;
using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;
using Xunit;

namespace Kelvin.Server.Tests.Pipelines;

/// <summary>Whatever the order in which calls arrive, however they are cut into requests and how often repeated: the end is the same.</summary>
public class OrderTests
{
    private const string Plan = """
        plan: interest
        fit:
          rules:
            - { name: Boss, when: { trait: position, is: ceo }, points: 20 }
            - { name: Large, when: { account: employees, gte: 100 }, points: 10 }
        engagement:
          rules:
            - { name: Pages, on: page, points: 5, decay: { half_life: 30d } }
            - { name: Silence, on: page, absent_for: 30d, points: -10 }
            - { name: Best, on: Scored, by: value, bands: { 1: 1, 50: 7 }, limit: { times: 2, per: day } }
        grades: { A: 10, B: null }
        levels: { 1: 10, 2: null }
        """;

    private const string Accounts = """
        plan: accounts
        kind: account
        members: { plan: interest, side: score, combine: top, top: 2 }
        """;

    [Theory]
    [InlineData(1, 20, 60)]
    [InlineData(2, 6, 120)]
    [InlineData(3, 60, 400)]
    [InlineData(4, 3, 40)]
    [InlineData(5, 12, 250)]
    public async Task The_export_is_the_same_byte_for_byte(int seed, int people, int calls)
    {
        var random = new Random(seed);
        var sent = Enumerable.Range(0, calls).Select(number => Call.Made(random, number, people, people)).ToList();
        using var key = new KeyFile();
        var expected = await Exported(key, [sent]);
        for (var permutation = 0; permutation < 10; permutation++)
        {
            var shuffled = sent.Concat(sent.Where(_ => random.Next(3) == 0)).ToArray();
            random.Shuffle(shuffled);
            Assert.Equal(expected, await Exported(key, Cut(shuffled, random), folds: permutation % 2 == 1));
        }
    }

    [Fact]
    public async Task The_leads_are_those_of_the_naive_rules()
    {
        var random = new Random(20);
        for (var world = 0; world < 25; world++)
        {
            var sent = World(random);
            using var kelvin = new Deployment();
            foreach (var request in Cut(sent, random)) await Accept(kelvin, request);
            await kelvin.Settle();
            Assert.Equal(NaiveIdentity.LeadsOf([.. sent.Select(call => call.Named)]), LeadsOf(kelvin));
        }
    }

    /// <summary>Few or many people, with a browser each or a few for all of them, so that some are shared by too many.</summary>
    private static Call[] World(Random random)
    {
        var people = random.Next(2, 60);
        var browsers = random.Next(3) == 0 ? Math.Max(2, people / 15) : people;
        return [.. Enumerable.Range(0, random.Next(5, 400)).Select(number => Call.Made(random, number, people, browsers))];
    }

    /// <param name="folds">Events are folded into blocks now and then, for the plans, and at the end all of them.</param>
    private static async Task<string> Exported(KeyFile key, IEnumerable<IReadOnlyList<Call>> requests, bool folds = false)
    {
        using var kelvin = new Deployment(keyFile: key.Path);
        await kelvin.Publish("interest", Plan);
        await kelvin.Publish("accounts", Accounts);
        foreach (var request in requests)
        {
            await Accept(kelvin, request);
            if (request[0].Number % 3 == 0) await kelvin.Settle();
            if (folds && request[0].Number % 4 == 0) await kelvin.Fold();
        }
        await kelvin.Settle();
        if (folds) await kelvin.Fold();
        Assert.Empty(kelvin.Verify());
        return kelvin.Exported();
    }

    private static async Task Accept(Deployment kelvin, IReadOnlyList<Call> request)
    {
        foreach (var power in request.GroupBy(call => call.Named.Public))
        {
            await kelvin.Accept(power.Key ? KeyPower.Public : KeyPower.Server, [.. power.Select(call => call.Json)]);
        }
    }

    private static IEnumerable<IReadOnlyList<Call>> Cut(IReadOnlyList<Call> calls, Random random)
    {
        for (var start = 0; start < calls.Count;)
        {
            var count = Math.Min(random.Next(1, 30), calls.Count - start);
            yield return [.. calls.Skip(start).Take(count)];
            start += count;
        }
    }

    /// <summary>As the naive rules write it down.</summary>
    private static string LeadsOf(Deployment kelvin)
    {
        using var snapshot = kelvin.Store.Read();
        var names = kelvin.Store.Identities.All(snapshot).Select(pair =>
        {
            var stored = kelvin.Store.Identities.Find(snapshot, pair.Identity)!;
            using var seal = kelvin.Store.Identities.SealOf(stored);
            return (pair.Lead, pair.Identity, Name: new LeadIdentity(stored.Kind, stored.ReadValue(seal)));
        });
        return string.Join("\n", names.GroupBy(name => name.Lead).Select(lead =>
        {
            var user = lead.Where(name => name.Identity == lead.Key && name.Name.Kind == IdentityKind.User).Select(name => name.Name.ToString()).FirstOrDefault();
            return $"{user}: {string.Join(", ", lead.Select(name => name.Name.ToString()).Order(StringComparer.Ordinal))}";
        }).Order(StringComparer.Ordinal));
    }

    private sealed record Call(int Number, NamedCall Named, string Json)
    {
        public static Call Made(Random random, int number, int people, int browsers)
        {
            string? Maybe(string prefix, int of, int oneIn) => random.Next(oneIn) == 0 ? $"{prefix} {random.Next(of)}" : null;
            var type = random.Next(12) switch { 0 => "alias", 1 or 2 => "identify", 3 or 4 => "group", 5 or 6 => "track", _ => "page" };
            var isPublic = type != "alias" && random.Next(4) == 0;
            var user = type == "alias" ? $"user {random.Next(people)}" : Maybe("user", people, 2);
            var anonymous = Maybe("browser", browsers, 2);
            var email = Maybe("mail@host", Math.Max(2, people / 3), 5)?.Replace(" ", "", StringComparison.Ordinal);
            if (user is null && anonymous is null && email is null) user = "user 0";
            var previous = type == "alias" ? Maybe("user", people, 2) ?? $"browser {random.Next(people)}" : null;
            // Few instants, so that many are equal; some messageIds come twice in one lead, of equal calls only within a stream.
            var at = Deployment.Noon - (random.Next(40) * Deployment.Day);
            var named = new NamedCall(at, $"m{number}", user, anonymous, email, previous, isPublic, type == "identify");
            return new Call(number, named, Write(named, type, random));
        }

        private static string Write(NamedCall call, string type, Random random)
        {
            var json = new StringBuilder().Append(CultureInfo.InvariantCulture, $$"""{"type":"{{type}}","messageId":"{{call.MessageId}}","timestamp":"{{DateTimeOffset.FromUnixTimeMilliseconds(call.At):O}}" """);
            if (call.User is not null) json.Append(CultureInfo.InvariantCulture, $",\"userId\":\"{call.User}\"");
            if (call.Anonymous is not null) json.Append(CultureInfo.InvariantCulture, $",\"anonymousId\":\"{call.Anonymous}\"");
            if (call.Previous is not null) json.Append(CultureInfo.InvariantCulture, $",\"previousId\":\"{call.Previous}\"");
            if (call.Email is not null) json.Append(CultureInfo.InvariantCulture, $$$""","context":{"traits":{"email":"{{{call.Email}}}"}}""");
            if (type == "identify") json.Append(CultureInfo.InvariantCulture, $$""","traits":{"position":"{{(random.Next(2) == 0 ? "ceo" : "intern")}}","age":{{random.Next(90)}}}""");
            if (type == "group") json.Append(CultureInfo.InvariantCulture, $$""","groupId":"acme {{random.Next(4)}}","traits":{"employees":{{random.Next(300)}}}""");
            if (type == "track") json.Append(CultureInfo.InvariantCulture, $$""","event":"Scored","properties":{"value":{{random.Next(100)}}}""");
            return json.Append('}').ToString();
        }
    }

    private sealed class KeyFile : IDisposable
    {
        private readonly string folder = Directory.CreateTempSubdirectory("kelvin-key-").FullName;
        public string Path => System.IO.Path.Combine(folder, "key");
        public void Dispose() => Directory.Delete(folder, recursive: true);
    }
}
