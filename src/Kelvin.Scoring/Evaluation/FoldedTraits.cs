using Kelvin.Scoring.Timelines;
using Kelvin.Scoring.Values;

namespace Kelvin.Scoring.Evaluation;

/// <summary>The traits of a lead or an account at an instant: patches laid one over the other.</summary>
internal sealed class FoldedTraits
{
    private TraitPool pool = null!;
    private int[] numbers = [];
    private Value[] own = [];

    public void Clear(TraitPool ofSet)
    {
        pool = ofSet;
        if (numbers.Length != pool.Keys.Length)
        {
            numbers = new int[pool.Keys.Length];
            own = new Value[pool.Keys.Length];
        }
        Array.Clear(numbers);
    }

    public void Lay(TraitPatch patch)
    {
        for (var place = 0; place < patch.Numbers.Length; place++)
        {
            var number = patch.Numbers[place];
            if (number == TraitPool.Unsaid) continue;
            numbers[place] = number;
            if (number == TraitPool.Unnumbered) own[place] = patch.Own![place];
        }
    }

    public int NumberAt(int place) => numbers[place];

    public Value At(int place) => numbers[place] is >= 0 and var number ? pool.ValueOf(place, number) : own[place];
}
