using System.Text;
using Kelvin.Server.Ingest;
using Xunit;

namespace Kelvin.Server.Tests.Ingest;

/// <summary>What the quick scanner finds is what .NET's own reader finds, or it finds nothing.</summary>
public class CallScannerTests
{
    private const int Rounds = 20_000;

    private static bool Scanned(byte[] json, out string tokens)
    {
        var found = new CallTokens(json);
        var taken = new CallScanner(json).TryFind(ref found);
        tokens = Text(found);
        return taken;
    }

    private static (CallProblem Problem, string Tokens) Read(byte[] json)
    {
        var found = new CallTokens(json);
        new CallTokenReader(json).Find(ref found);
        return (found.Problem, Text(found));
    }

    private static string Text(CallTokens tokens)
    {
        var text = new StringBuilder();
        foreach (var member in Enum.GetValues<CallMember>()) text.Append(tokens[member]).Append('\n');
        return text.ToString();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData(""" { "type" : "page" , "userId":"u","context":{"traits":{"email":"a@b"},"x":[1,-2.5,{"y":null}]}, "traits":{ } } """)]
    [InlineData("""{"context":{"traits":{"email":"a"},"traits":5},"context":{"traits":{"email":"b","email":[]}},"traits":{"email":"c"},"traits":null}""")]
    [InlineData("""{"userId":"\u00e9\"\\","name":true,"category":0,"messageId":-0.5,"event":"ä 日本 😀"}""")]
    public void The_usual_is_taken(string json)
    {
        Assert.True(Scanned(Encoding.UTF8.GetBytes(json), out var tokens));
        Assert.Equal((CallProblem.None, tokens), Read(Encoding.UTF8.GetBytes(json)));
    }

    [Theory]
    [InlineData(""), InlineData("{"), InlineData("{}{}"), InlineData("[]"), InlineData("{,}"), InlineData("{\"a\":}"), InlineData("{\"a\":1,}"), InlineData("{\"a\":[1,]}")]
    [InlineData("{\"a\":01}"), InlineData("{\"a\":1.}"), InlineData("{\"a\":-}"), InlineData("{\"a\":.5}"), InlineData("{\"a\":+1}"), InlineData("{\"a\":tru}"), InlineData("{\"a\":nulll}")]
    [InlineData("{\"a\":\"\t\"}"), InlineData("{\"a\":\"\\x\"}"), InlineData("{\"a\":\"\\u12g4\"}"), InlineData("{\"a\":\"\\"), InlineData("{\"a\":\"x"), InlineData("{a:1}"), InlineData("{\"a\" 1}"), InlineData("{\"a\":1 \"b\":2}")]
    public void What_is_broken_is_left_to_the_reader_which_refuses_it(string json)
    {
        Assert.False(Scanned(Encoding.UTF8.GetBytes(json), out _));
        Assert.NotEqual(CallProblem.None, Read(Encoding.UTF8.GetBytes(json)).Problem);
    }

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void Deep_nesting_is_left_to_the_reader(int levels, bool taken) =>
        Assert.Equal(taken, Scanned(Encoding.UTF8.GetBytes("{\"a\":" + new string('[', levels - 1) + new string(']', levels - 1) + "}"), out _));

    [Fact]
    public void Of_random_calls_all_that_is_taken_is_as_the_reader_has_it()
    {
        var random = new Random(7);
        var taken = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var json = Encoding.UTF8.GetBytes(Object(random, 1, top: true));
            Assert.Equal(CallProblem.None, Read(json).Problem);
            taken += Agrees(json) ? 1 : 0;
            for (var mutation = 0; mutation < 4; mutation++) Agrees(Mutated(json, random));
        }
        Assert.InRange(taken, Rounds / 2, Rounds);
    }

    private static bool Agrees(byte[] json)
    {
        if (!Scanned(json, out var tokens)) return false;
        Assert.Equal((CallProblem.None, tokens), Read(json));
        return true;
    }

    private static byte[] Mutated(byte[] json, Random random)
    {
        var mutated = json.ToList();
        for (var times = random.Next(1, 4); times > 0 && mutated.Count > 0; times--)
        {
            var at = random.Next(mutated.Count);
            switch (random.Next(4))
            {
                case 0: mutated.RemoveAt(at); break;
                case 1: mutated.Insert(at, (byte)"{}[]\",:\\ 0e-tn\n"[random.Next(15)]); break;
                case 2: mutated[at] = (byte)random.Next(256); break;
                default: mutated.RemoveRange(at, Math.Min(mutated.Count - at, random.Next(10))); break;
            }
        }
        return [.. mutated];
    }

    private static string Object(Random random, int depth, bool top = false)
    {
        string[] names = top || random.Next(3) == 0
            ? ["type", "userId", "anonymousId", "traits", "context", "email", "properties", "event", "timestamp", "machine", "name", "messageId"]
            : ["a", "email", "traits", "some longer name that is more than a vector wide", "ä", "", "user Id"];
        var members = Enumerable.Range(0, random.Next(top ? 9 : 4)).Select(_ =>
            $"{Space(random)}\"{names[random.Next(names.Length)]}\"{Space(random)}:{Space(random)}{Value(random, depth + 1)}{Space(random)}");
        return $"{Space(random)}{{{Space(random)}{string.Join(',', members)}}}{Space(random)}";
    }

    private static string Value(Random random, int depth) => random.Next(depth > 5 ? 7 : 10) switch
    {
        0 => "null",
        1 => "true",
        2 => "false",
        3 => new[] { "0", "-0", "12", "-3.25", "1234567890123456789", "0.000001" }[random.Next(6)],
        4 => random.Next(8) == 0 ? "1e3" : "7",
        5 => $"\"{new string('x', random.Next(80))}\"",
        6 => $"\"{string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => new[] { "\\n", "\\\"", "\\\\", "\\u0041", "\\ud800", "ł", "😀", "/", "plain text" }[random.Next(9)]))}\"",
        7 => $"[{Space(random)}{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Space(random) + Value(random, depth + 1) + Space(random)))}]",
        _ => Object(random, depth),
    };

    private static string Space(Random random) => random.Next(6) == 0 ? new[] { " ", "\t", "\r\n", "   " }[random.Next(4)] : "";
}
