using System.Security.Cryptography;
using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;
using Kelvin.Storage.Identity;
using Kelvin.Storage.Keys;
using Kelvin.Storage.Timelines;
using Xunit;

namespace Kelvin.Storage.Tests.Timelines;

public class TimelineStoreTestsOnSqlite() : TimelineStoreTests(StoreKind.Sqlite);

public class TimelineStoreTestsOnPostgres() : TimelineStoreTests(StoreKind.Postgres);

public abstract class TimelineStoreTests(StoreKind kind)
{
    [Fact]
    public async Task An_event_comes_back_as_it_was()
    {
        using var temporary = new TemporaryStore(kind);
        var (stream, seal) = await Stream(temporary.Store);
        var stored = Event(temporary.Store, "m1", 1000) with { StatedTimestamp = 5000, Source = 3 };
        Assert.True(await Append(temporary.Store, stream, stored, seal));
        Assert.Equal(stored, Assert.Single(Read(temporary.Store, stream, seal)));
    }

    [Fact]
    public async Task The_first_copy_of_a_message_stays()
    {
        using var temporary = new TemporaryStore(kind);
        var (stream, seal) = await Stream(temporary.Store);
        Assert.True(await Append(temporary.Store, stream, Event(temporary.Store, "m1", 1000), seal));
        Assert.False(await Append(temporary.Store, stream, Event(temporary.Store, "m1", 2000), seal));
        Assert.Equal(1000, Assert.Single(Read(temporary.Store, stream, seal)).Event.Timestamp);
    }

    [Fact]
    public async Task Without_the_key_of_its_stream_an_event_cannot_be_read()
    {
        using var temporary = new TemporaryStore(kind);
        var (stream, seal) = await Stream(temporary.Store);
        await Append(temporary.Store, stream, Event(temporary.Store, "m1", 1000), seal);
        using var another = temporary.Store.Key.StreamSeal(stream, RandomNumberGenerator.GetBytes(StoredIdentity.SaltBytes));
        Assert.ThrowsAny<CryptographicException>(() => Read(temporary.Store, stream, another));
    }

    [Fact]
    public async Task A_tally_counts_what_is_there()
    {
        using var temporary = new TemporaryStore(kind);
        var (stream, seal) = await Stream(temporary.Store);
        var kept = new StreamTally(stream, 0, 0);
        for (var i = 0; i < 20; i++)
        {
            var stored = Event(temporary.Store, $"m{i}", i);
            await Append(temporary.Store, stream, stored, seal);
            kept = kept.With(stored.Key);
        }
        using var snapshot = temporary.Store.Read();
        Assert.Equal(kept, temporary.Store.Timelines.Count(snapshot, stream));
        Assert.Equal([kept], StreamTally.Read(StreamTally.Write([kept])));
    }

    private static StoredEvent Event(Store store, string messageId, long at) => new()
    {
        Event = new Event { MessageId = messageId, Timestamp = at, Name = "page", Properties = ValueReader.Read("""{"path":"/"}"""), Context = Value.Missing, GroupId = "acme", Machine = true },
        Key = store.Key.MessageOf(messageId),
        Accepted = 77 + at,
        ReceivedAt = 1234,
    };

    private static async Task<(StreamId, Seal)> Stream(Store store)
    {
        var id = store.Key.IdentityOf(IdentityKind.User, "jan");
        return (id, await store.WriteAsync(tx =>
        {
            store.Identities.Add(tx, id, IdentityKind.User, "jan"u8, 0, out var seal);
            return seal;
        }));
    }

    private static Task<bool> Append(Store store, StreamId stream, StoredEvent stored, Seal seal) => store.WriteAsync(tx => store.Timelines.Append(tx, stream, stored, seal));

    private static List<StoredEvent> Read(Store store, StreamId stream, Seal seal)
    {
        using var snapshot = store.Read();
        var events = new List<StoredEvent>();
        store.Timelines.Read(snapshot, stream, seal, events);
        return events;
    }
}
