using KubeNetTui.CommandLine;

using ProgramSignals signals = new();
return await Entry.RunAsync(args, ProgramHost.OfThisProcess(), signals).ConfigureAwait(false);
