namespace Kelvin.Storage;

/// <summary>What the database answered when it could not do as it was told.</summary>
public abstract class StoreFault(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>It is the store that is not well, or others were in the way, whatever was asked of it: the same may succeed later.</summary>
    public abstract bool IsOfTheStore { get; }

    /// <summary>What this connection believes may not be so, or it is gone: another is needed.</summary>
    public abstract bool EndsConnection { get; }
}
