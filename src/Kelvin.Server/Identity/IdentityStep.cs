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

    private readonly LinkNews news = new();

    /// <summary>The identity whose stream the call's event joins. Null: the call names an erased person, and nothing of it is kept.</summary>
    public KnownIdentity? Resolve(Session tx, CallNames names, Stamp stamp, KeyPower power)
    {
        var user = Look(tx, names.User);
        var anonymous = Look(tx, names.Anonymous);
        var email = Look(tx, names.Email);
        var wasUser = Look(tx, names.WasUser);
        var wasAnonymous = Look(tx, names.WasAnonymous);
        if (user.IsBuried || email.IsBuried || wasUser.IsBuried || wasAnonymous.IsBuried) return null;
        if (anonymous.IsBuried)
        {
            // A browser that an erased person used: someone else who is known may go on using it.
            if (user.Known is null) return null;
            anonymous = default;
        }

        var serverSaysEmail = power == KeyPower.Server && names.SaysEmail;
        news.Clear();
        Settle(tx, ref user, IdentityMarks.Seen);
        Settle(tx, ref anonymous, IdentityMarks.Seen);
        Settle(tx, ref email, IdentityMarks.Seen | (serverSaysEmail ? IdentityMarks.SetByServer : IdentityMarks.None));
        Settle(tx, ref wasUser, IdentityMarks.None);
        Settle(tx, ref wasAnonymous, IdentityMarks.None);

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

    private Named Look(Session tx, CallName name)
    {
        if (name.Kind == default) return default;
        var known = identities.Find(tx, name.Id);
        return new Named(name, known, known is null && store.Erasures.IsBuried(tx, name.Id));
    }

    /// <summary>Makes the identity if it is new, and adds what the call shows of it.</summary>
    private void Settle(Session tx, ref Named named, IdentityMarks marks)
    {
        if (named.Name.Kind == default) return;
        // A call may name one identity in two places, and have just made it.
        if ((named.Known ?? identities.Find(tx, named.Name.Id)) is not { } known)
        {
            named = named with { Known = identities.Add(tx, named.Name.Id, named.Name.Kind, named.Name.Value, marks) };
            return;
        }
        named = named with { Known = known };
        if ((known.Marks | marks) == known.Marks) return;
        identities.Mark(tx, known, known.Marks | marks);
        // What was linked before this was known of it may now come out otherwise.
        news.Add(known, LinkOrder.First);
    }

    /// <summary>An identity that a call names; the default: it names none.</summary>
    private readonly record struct Named(CallName Name, KnownIdentity? Known, bool IsBuried);
}
