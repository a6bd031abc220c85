using Kelvin.Scoring.Conditions;
using Kelvin.Scoring.Rules;

namespace Kelvin.Scoring.Plans.Grammar;

/// <summary>The closed sets of words in a plan, each with what it means in the model.</summary>
internal static class Words
{
    public static readonly IReadOnlyDictionary<string, PlanKind> Kinds = new Dictionary<string, PlanKind>
    {
        ["lead"] = PlanKind.Lead,
        ["account"] = PlanKind.Account,
    };

    public static readonly IReadOnlyDictionary<string, OperandRoot> Roots = new Dictionary<string, OperandRoot>
    {
        ["trait"] = OperandRoot.Trait,
        ["account"] = OperandRoot.Account,
        ["property"] = OperandRoot.Property,
        ["context"] = OperandRoot.Context,
    };

    public static readonly IReadOnlyDictionary<string, Per> Units = new Dictionary<string, Per>
    {
        ["day"] = Per.Day,
        ["week"] = Per.Week,
        ["month"] = Per.Month,
        ["lifetime"] = Per.Lifetime,
    };

    public static readonly IReadOnlyDictionary<string, Keep> Keeps = new Dictionary<string, Keep>
    {
        ["largest"] = Keep.Largest,
        ["latest"] = Keep.Latest,
        ["first"] = Keep.First,
    };

    public static readonly IReadOnlyDictionary<string, MemberSide> MemberSides = new Dictionary<string, MemberSide>
    {
        ["score"] = MemberSide.Score,
        ["fit"] = MemberSide.Fit,
        ["engagement"] = MemberSide.Engagement,
    };

    public static readonly IReadOnlyDictionary<string, Combine> Combines = new Dictionary<string, Combine>
    {
        ["sum"] = Combine.Sum,
        ["max"] = Combine.Max,
        ["average"] = Combine.Average,
        ["top"] = Combine.Top,
    };
}
