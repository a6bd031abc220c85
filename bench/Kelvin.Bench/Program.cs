using System.CommandLine;
using Kelvin.Bench;
using Kelvin.Bench.Acting;
using Kelvin.Bench.Ingest;
using Kelvin.Bench.Large;
using Kelvin.Bench.Lists;
using Kelvin.Bench.Packs;
using Kelvin.Bench.Peers;

return new RootCommand("Kelvin's benchmarks and the workload that they run on.") { Generate.Create(), Kernel.Create(), ScoreFile.Create(), Walk.Create(), RealData.Create(), IngestBench.Create(), ParseServer.Create(), ListsBench.Create(), LargeBench.Create(), ActingBench.Create(), PacksBench.Create(), PeersBench.Create(), StoreWalk.Create() }.Parse(args).Invoke();
