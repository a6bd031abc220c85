using System.CommandLine;
using System.Text;
using Kelvin.Scoring.Plans;

namespace Kelvin.Server.Commands;

/// <summary><c>kelvin plan</c>: work with plans as files.</summary>
public static class PlanCommand
{
    public static Command Create()
    {
        var schema = new Command("schema", "Prints the plan language as a JSON Schema, for editors.");
        schema.SetAction(_ => Commanded.Run(() =>
        {
            using var output = Console.OpenStandardOutput();
            output.Write(Encoding.UTF8.GetBytes(PlanSchema.Json));
            return Commanded.Fine;
        }));
        return new Command("plan", "Works with plans as files.")
        {
            PlanValidateCommand.Create(), PlanTestCommand.Create(), PlanDiffCommand.Create(), PlanPreviewCommand.Create(), PlanApplyCommand.Create(),
            PlanPullCommand.Create(), PlanPullCommand.CreateVersions(), PlanPullCommand.CreateRollback(), schema,
        };
    }
}
