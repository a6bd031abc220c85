namespace Kelvin.Server.Ingest;

/// <summary>Counts the bytes of all request bodies in memory, so that many large requests at once cannot exhaust it.</summary>
internal sealed class BodyBudget(long limitBytes)
{
    private long taken;

    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref taken, bytes) <= limitBytes) return true;
        Interlocked.Add(ref taken, -bytes);
        return false;
    }

    public void Correct(int bytes) => Interlocked.Add(ref taken, bytes);
}
