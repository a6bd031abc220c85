using System.CommandLine;
using Kelvin.Bench;

return new RootCommand("Kelvin's benchmarks and the workload that they run on.") { Generate.Create(), Kernel.Create(), ScoreFile.Create(), Walk.Create(), RealData.Create() }.Parse(args).Invoke();
