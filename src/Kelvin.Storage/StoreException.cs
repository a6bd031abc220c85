namespace Kelvin.Storage;

/// <summary>The store cannot be used as it is; the message says why and what to do, for the one who runs the server.</summary>
public sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner);
