using System.CommandLine;
using Kelvin.Server.Commands;

var root = new RootCommand("Kelvin tells hot leads from cold ones.")
{
    ServeCommand.Create(),
    DemoCommand.Create(),
    ImportCommand.Create(),
    ScoreCommand.Create(),
    PlanCommand.Create(),
    RescoreCommand.Create(),
    VerifyCommand.Create(),
    BackupCommand.Create(),
    RestoreCommand.Create(),
    ExportCommand.Create(),
    EraseCommand.Create(),
    UsersCommand.Create(),
};
var arguments = root.Parse(args);
var code = await arguments.InvokeAsync();
return arguments.Errors.Count > 0 ? Commanded.Unusable : code;
