using Kelvin.Storage;

namespace Kelvin.Server.Erasure;

/// <summary>Erases a person on demand.</summary>
internal sealed class Eraser(Store store, Pipeline pipeline, Burials burials)
{
    /// <summary>
    /// Ends when the person is gone from every table that can be read, and cannot come back. The id is the lead's, or one that
    /// it had before. Null: there is no such lead.
    /// </summary>
    public async Task<StreamId?> EraseAsync(StreamId id)
    {
        var erased = await store.WriteAsync(tx => pipeline.Erase(tx, id)).ConfigureAwait(false);
        if (erased is not null) burials.Read();
        return erased;
    }
}
