using System.ComponentModel;
using Kelvin.Server.Access;
using Kelvin.Server.Identity;
using Kelvin.Server.Ingest;
using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kelvin.Server.Api;

internal sealed record NewBinding([property: Description("The account's id; it need not be known yet.")] string AccountId);

internal sealed record Bound(string LeadId, string AccountId, DateTimeOffset At);

/// <summary>A person binds a lead to an account: a <c>group</c> call as any other, which says who made it.</summary>
internal static class BindingEndpoints
{
    private const int LongestId = 500;
    private const int RetryAfterSeconds = 2;

    public static void MapBindings(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/leads/{id}/account", Bind).WithTags("Accounts").WithSummary("Binds a lead to an account, by hand")
            .Produces<Bound>(202).ProducesProblem(404).ProducesProblem(422).ProducesProblem(429).ProducesProblem(503);

    private static async Task<IResult> Bind(string id, NewBinding asked, Store store, PlanCache plans, TimeProvider clock, HttpContext http)
    {
        var account = asked.AccountId?.Trim() ?? "";
        if (account.Length is 0 or > LongestId) return Problem.Result(422, "account-invalid", $"The id of an account has 1 to {LongestId} characters.");
        string lead;
        byte[] call;
        using (var reading = LeadReading.Open(store, plans, clock))
        {
            if (reading.Find(id) is not { } found) return LeadEndpoints.NoLead();
            var names = reading.IdentitiesOf(found);
            (lead, call) = (found.Id.ToString(), WrittenCall.Group(
                NameOf(names, IdentityKind.User), NameOf(names, IdentityKind.Anonymous), NameOf(names, IdentityKind.Email), $"by-hand-{Guid.CreateVersion7():N}", at: null, account, by: http.Member().Name));
        }
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var batch = new InboxBatch { ReceivedAt = now, Power = KeyPower.Server, Items = [new InboxItem(call, (byte)CallType.Group)] };
        switch (await store.Inbox.AppendAsync(batch))
        {
            case InboxAnswer.OnDisk: return TypedResults.Accepted((string?)null, new Bound(lead, account, Instants.Of(now)));
            case InboxAnswer.Full:
                http.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
                return Problem.Result(429, "inbox-full", "Too much waits to be processed. Try again in a moment.");
            default: return Problem.Result(503, "cannot-commit", "The store cannot be written to.");
        }
    }

    /// <summary>The strongest name of a kind that is not shared out among others: the first in their order.</summary>
    internal static string? NameOf(IReadOnlyList<LeadIdentity> names, IdentityKind kind) => names.FirstOrDefault(name => name.Kind == kind).Value;
}
