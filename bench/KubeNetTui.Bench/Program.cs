using KubeNetTui.Bench;

IptablesFigures.Run();
