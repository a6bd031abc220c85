using System.Text;
using Kelvin.Server.Ingest;
using Kelvin.Server.Leads;
using Kelvin.Storage;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Ingest;
using Kelvin.Storage.Sqlite;

namespace Kelvin.Server.Identity;

/// <summary>
/// Whose event is it? Finds or makes the call's identities, keeps what it says of their belonging together, and where
/// that is news, asks the rules again who is one lead.
/// </summary>
internal sealed class IdentityStep(Store store, IdentityBook identities, LeadBook leads)
{
    private readonly LinkKeeper keeper = new(store, identities);
    private readonly ComponentReplay replay = new(store, identities, leads);

    /// <summary>The identity whose stream the call's event joins. Null: the call names an erased person, and nothing of it is kept.</summary>
    public KnownIdentity? Resolve(Session tx, in Call call, Stamp stamp, KeyPower power)
    {
        var user = Look(tx, IdentityKind.User, call.UserId);
        var anonymous = Look(tx, IdentityKind.Anonymous, call.AnonymousId);
        var email = Look(tx, IdentityKind.Email, call.Email);
        var wasUser = Look(tx, IdentityKind.User, call.PreviousId);
        var wasAnonymous = Look(tx, IdentityKind.Anonymous, call.PreviousId);
        if (user.IsBuried || email.IsBuried || wasUser.IsBuried || wasAnonymous.IsBuried) return null;
        if (anonymous.IsBuried)
        {
            // A browser that an erased person used: someone else who is known may go on using it.
            if (user.Known is null) return null;
            anonymous = default;
        }

        var serverSaysEmail = power == KeyPower.Server && call.Type == CallType.Identify;
        var news = new LinkNews();
        Settle(tx, ref user, call.UserId, IdentityMarks.Seen, news);
        Settle(tx, ref anonymous, call.AnonymousId, IdentityMarks.Seen, news);
        Settle(tx, ref email, call.Email, IdentityMarks.Seen | (serverSaysEmail ? IdentityMarks.SetByServer : IdentityMarks.None), news);
        Settle(tx, ref wasUser, call.PreviousId, IdentityMarks.None, news);
        Settle(tx, ref wasAnonymous, call.PreviousId, IdentityMarks.None, news);

        foreach (var link in CallLinks.Of(user.Known is not null, anonymous.Known is not null, email.Known is not null, wasUser.Known is not null))
        {
            keeper.Keep(tx, At(link.From), At(link.To), link.Kind, new LinkOrder(power, stamp), news);
        }
        if (news.Around.Count > 0) replay.Run(tx, news);
        return user.Known ?? anonymous.Known ?? email.Known;

        KnownIdentity At(IdPlace place) => (place switch
        {
            IdPlace.User => user,
            IdPlace.Anonymous => anonymous,
            IdPlace.Email => email,
            IdPlace.PreviousAsUser => wasUser,
            _ => wasAnonymous,
        }).Known!;
    }

    private Named Look(Session tx, IdentityKind kind, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) return default;
        var id = store.Key.IdentityOf(kind, value);
        var known = identities.Find(tx, id);
        return new Named(id, kind, known, known is null && store.Erasures.IsBuried(tx, id));
    }

    /// <summary>Makes the identity if it is new, and adds what the call shows of it.</summary>
    private void Settle(Session tx, ref Named named, ReadOnlySpan<byte> value, IdentityMarks marks, LinkNews news)
    {
        if (named.Kind == default) return;
        // A call may name one identity in two places, and have just made it.
        if ((named.Known ?? identities.Find(tx, named.Id)) is not { } known)
        {
            named = named with { Known = identities.Add(tx, named.Id, named.Kind, value, marks) };
            return;
        }
        named = named with { Known = known };
        if ((known.Marks | marks) == known.Marks) return;
        identities.Mark(tx, known, known.Marks | marks);
        // What was linked before this was known of it may now come out otherwise.
        news.Add(known, LinkOrder.First);
    }

    /// <summary>An identity that a call names; the default: it names none.</summary>
    private readonly record struct Named(StreamId Id, IdentityKind Kind, KnownIdentity? Known, bool IsBuried);
}
