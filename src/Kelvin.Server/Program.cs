using System.CommandLine;
using Kelvin.Server.Commands;

var root = new RootCommand("Kelvin tells hot leads from cold ones.")
{
    ServeCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
