using Kelvin.Server.Ingest;
using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Keys;

namespace Kelvin.Server.Identity;

/// <summary>An identity that a call names, with the id that the server's key gives it. The default: it names none.</summary>
internal readonly record struct CallName(StreamId Id, IdentityKind Kind, byte[] Value)
{
    public static CallName Of(ServerKey key, IdentityKind kind, ReadOnlySpan<byte> value) =>
        value.IsEmpty ? default : new CallName(key.IdentityOf(kind, value, out var kept), kind, kept);
}

/// <summary>The identities that a call names, each in its place. Made without the store, so on any thread.</summary>
/// <param name="SaysEmail">It is an identify call: with a server key its e-mail address is one that the server set.</param>
internal sealed record CallNames(CallName User, CallName Anonymous, CallName Email, CallName WasUser, CallName WasAnonymous, bool SaysEmail)
{
    public static CallNames Of(in Call call, ServerKey key) => new(
        CallName.Of(key, IdentityKind.User, call.UserId),
        CallName.Of(key, IdentityKind.Anonymous, call.AnonymousId),
        CallName.Of(key, IdentityKind.Email, call.Email),
        CallName.Of(key, IdentityKind.User, call.PreviousId),
        CallName.Of(key, IdentityKind.Anonymous, call.PreviousId),
        call.Type == CallType.Identify);
}
