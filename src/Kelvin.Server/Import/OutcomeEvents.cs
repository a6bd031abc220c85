namespace Kelvin.Server.Import;

/// <summary>The names of events that say what came of a lead. Reports and learning look for them.</summary>
public static class OutcomeEvents
{
    public const string Won = "Deal Won";
    public const string Lost = "Deal Lost";
}
