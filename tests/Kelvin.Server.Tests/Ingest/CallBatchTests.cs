using System.Text;
using Kelvin.Server.Ingest;
using Xunit;

namespace Kelvin.Server.Tests.Ingest;

public class CallBatchTests
{
    private static string[] ContextsOf(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        Assert.True(CallBatch.TryRead(bytes, out var batch));
        var contexts = new string[batch!.Count];
        for (var i = 0; i < contexts.Length; i++)
        {
            var problem = CallReader.Read(batch.Item(bytes, i), out var call);
            contexts[i] = problem == CallProblem.None ? $"{call.ReadContext()}@{call.SentAt}" : problem.ToString();
        }
        return contexts;
    }

    [Fact]
    public void The_batchs_context_and_sentAt_belong_to_every_call_and_the_calls_own_win()
    {
        var contexts = ContextsOf("""
            {"batch":[
              {"type":"page","userId":"u"},
              {"type":"page","userId":"u","context":{ "ip":"2","x":{"y":1}},"sentAt":1740821400001},
              {"type":"page","userId":"u","context":{}},
              {"context":null,"type":"page","userId":"u"},
              {},
              7
            ],"context":{"ip":"1","app":"a"},"sentAt":1740821400000}
            """);
        Assert.Equal([
            """{"ip":"1","app":"a"}@1740821400000""",
            """{"ip":"2","app":"a","x":{"y":1}}@1740821400001""",
            """{"ip":"1","app":"a"}@1740821400000""",
            """{"ip":"1","app":"a"}@1740821400000""",
            "TypeMissing",
            "NotAnObject"], contexts);
    }

    [Fact]
    public void A_batch_without_a_context_leaves_its_calls_as_they_are() =>
        Assert.Equal(["""{"ip":"2"}@"""], ContextsOf("""{"context":{},"batch":[{"type":"page","userId":"u","context":{"ip":"2"}}]}"""));

    [Theory]
    [InlineData("""{"type":"page","userId":"u"}"""), InlineData("""{"batch":{}}"""), InlineData("[]"), InlineData("{\"batch\":[}"), InlineData("")]
    public void What_is_no_batch_is_not_read_as_one(string json) =>
        Assert.False(CallBatch.TryRead(Encoding.UTF8.GetBytes(json), out _));

    [Fact]
    public void The_write_key_in_the_body_is_found()
    {
        Assert.True(CallBatch.TryRead("""{"batch":[],"writeKey":"k"}"""u8, out var batch));
        Assert.Equal("k", batch!.WriteKey);
    }
}
