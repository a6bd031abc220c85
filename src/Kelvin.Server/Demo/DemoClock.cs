namespace Kelvin.Server.Demo;

/// <summary>A clock that is set, not waited for: so the company can live its year in seconds.</summary>
internal sealed class DemoClock(long now) : TimeProvider
{
    private long now = now;

    public long Now
    {
        get => Volatile.Read(ref now);
        set => Volatile.Write(ref now, value);
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Now);
}
