using Xunit;

namespace Kelvin.Scoring.Tests.Plans;

public class BadLabelTests
{
    private const string Labels = "grades: { A: 40, B: null }\nlevels: { 1: 60, 2: 30 }\n";

    [Theory]
    [InlineData("grades: { A: 40, B: ▸40 }", "grades.B", "The threshold 40 is that of 'A' already")]
    [InlineData("grades: { A: null, B: ▸null }", "grades.B", "'A' has null already")]
    [InlineData("grades: { A: ▸1.5 }", "grades.A", "1.5 is not whole")]
    [InlineData("grades: { A: ▸high }", "grades.A", "a whole number must stand here")]
    [InlineData("grades: { A: 1, ▸a: 2 }", "grades.a", "The name 'a' is taken already")]
    [InlineData("grades: { ▸' ': 1 }", "grades[\" \"]", "The text is empty")]
    [InlineData("levels: ▸[60, 30]", "levels", "a table must stand here")]
    public void Thresholds_are_whole_and_differ(string body, string path, string words) => BadPlan.Has(body, path, words);

    [Theory]
    [InlineData("ceilings: [▸{ name: G, when: { trait: a, is: 1 } }]", "ceilings[0]", "there must be 'score', 'grade', 'level' or 'verdict'")]
    [InlineData("ceilings: [▸{ name: G, score: 20 }]", "ceilings[0]", "'when' is missing in a ceiling")]
    [InlineData("ceilings: [{ name: G, score: ▸20.5, when: { trait: a, is: 1 } }]", "ceilings[0].score", "is not whole")]
    [InlineData("ceilings: [{ name: G, score: 1, when: { trait: a, is: 1 } }, { name: ▸G, score: 1, when: { trait: a, is: 1 } }]", "ceilings[1].name", "taken already")]
    public void Ceilings_limit_something(string body, string path, string words) => BadPlan.Has(Labels + body, path, words);

    [Theory]
    [InlineData("verdicts: [▸{ label: A1 }]", "verdicts[0]", "'verdict' is missing in a verdict")]
    [InlineData("verdicts: [{ label: ▸[], verdict: x }]", "verdicts[0].label", "There is nothing in it")]
    [InlineData("verdicts: [{ ▸lable: A1, verdict: x }]", "verdicts[0].lable", "Did you mean 'label'?")]
    [InlineData("verdicts: [{ verdict: ▸'' }]", "verdicts[0].verdict", "The text is empty")]
    public void Verdicts_are_whole(string body, string path, string words) => BadPlan.Has(Labels + body, path, words);

    [Theory]
    [InlineData("stages: [▸{ name: MQL }]", "stages[0]", "there must be 'at' or 'on'")]
    [InlineData("stages: [{ name: MQL, at: ▸{} }]", "stages[0].at", "there must be 'score', 'fit'")]
    [InlineData("stages: [▸{ at: { score: 1 } }]", "stages[0]", "'name' is missing in a stage")]
    [InlineData("stages: [{ name: M, on: a }, { name: ▸M, on: b }]", "stages[1].name", "taken already")]
    [InlineData("stages: [{ name: M, at: { score: ▸1.5 } }]", "stages[0].at.score", "is not whole")]
    [InlineData("stages: [{ name: M, on: ▸\"*\" }]", "stages[0].on", "\"*\" is no name of an event")]
    [InlineData("stages: [{ name: M, on: a, below: { score: 1, for: ▸0d } }]", "stages[0].below.for", "A duration of nothing")]
    [InlineData("stages: [{ name: M, on: a, below: ▸{ score: 1 } }]", "stages[0].below", "'for' is missing in 'below'")]
    public void Stages_have_a_way_in(string body, string path, string words) => BadPlan.Has(Labels + body, path, words);

    [Theory]
    [InlineData("ceilings: [{ name: G, grade: ▸E, when: { trait: a, is: 1 } }]", "ceilings[0].grade", "There is no grade 'E': the plan does not give it.")]
    [InlineData("ceilings: [{ name: G, level: ▸3, when: { trait: a, is: 1 } }]", "ceilings[0].level", "Allowed: 1, 2")]
    [InlineData("verdicts: [{ label: ▸A3, verdict: x }]", "verdicts[0].label", "There is no label 'A3'")]
    [InlineData("verdicts: [{ label: [A1, ▸1], verdict: x }]", "verdicts[0].label[1]", "Allowed: A1, A2, A, B1, B2, B")]
    [InlineData("stages: [{ name: M, at: { grade: ▸C } }]", "stages[0].at.grade", "There is no grade 'C'")]
    [InlineData("stages: [{ name: M, at: { level: [1, ▸9] } }]", "stages[0].at.level[1]", "There is no level '9'")]
    [InlineData("stages: [{ name: M, at: { verdict: ▸raedy } }]\nverdicts: [{ verdict: ready }]", "stages[0].at.verdict", "Did you mean 'ready'?")]
    public void Names_that_the_plan_never_gives_are_warned_of(string body, string path, string words) => BadPlan.Warns(Labels + body, path, words);

    [Fact]
    public void Label_of_a_plan_without_grades_and_levels_is_warned_of() =>
        BadPlan.Warns("verdicts: [{ label: ▸A1, verdict: x }]", "verdicts[0].label", "the plan has no grades or levels");

    [Fact]
    public void Names_are_found_whatever_their_case_and_kept_as_they_were_given()
    {
        var plan = SamplePlans.Valid("plan: p\n" + Labels + "verdicts: [{ label: [a1, b], verdict: Ready }]\nstages: [{ name: S, at: { verdict: ready, grade: a } }]");
        Assert.Equal(["A1", "B"], plan.Verdicts[0].Labels!);
        Assert.Equal(("Ready", "A"), (plan.Stages[0].At!.Verdicts![0], plan.Stages[0].At!.Grades![0]));
    }
}
