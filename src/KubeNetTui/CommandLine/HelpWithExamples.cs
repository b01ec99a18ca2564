using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace KubeNetTui.CommandLine;

/// <summary>The library's help, then examples: most people read only those.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int code = help.Invoke(parseResult);
        string examples = Examples(NameOf(parseResult.CommandResult.Command));
        if (examples.Length > 0)
        {
            parseResult.InvocationConfiguration.Output.WriteLine("Examples:");
            parseResult.InvocationConfiguration.Output.WriteLine(examples);
        }

        return code;
    }

    /// <summary>The parts of <c>bundle</c> share its examples.</summary>
    private static string NameOf(Command command) => command.Parents.OfType<Command>().Any(p => p.Name == "bundle") ? "bundle" : command.Name;

    private static string Examples(string command) => command switch
    {
        "check" => """
              kubenettui check service/web -n shop                why does service web fail, in namespace shop
              kubenettui check svc/shop/web po/shop/web-1 no/a    several at once
              kubenettui check cluster                            API server, DNS, webhooks, events
              kubenettui check -n shop                            all services and pods of a namespace
              kubenettui check -A -o junit --fail-on warn         everything, for a pipeline
              kubenettui check -A --only service.endpoints,service.ports
              kubenettui check -A --no-nodes                      by the API alone: no node is asked, no probe sent from one
              kubenettui check -A --no-probes --nodes 5           nodes are read, five where they are compared; no test is sent
              kubenettui check no/a --allow-debug-pods            a pod is made where nothing else leads to the node

            Exit status: 0 nothing found at or over --fail-on, 1 findings, 2 it could not be checked (stderr says why).
            """,
        "demo" => """
              kubenettui demo                                     explore the demo cluster
              kubenettui demo --serve --kubeconfig shop.yaml      serve it; then: kubectl --kubeconfig shop.yaml get pods -A
              kubenettui demo --pods 30000                        a cluster of that size
            """,
        "lab" => """
              sudo kubenettui lab up                              three nodes and their pods, as namespaces of this machine
              sudo kubenettui lab break                           the faults there are
              sudo kubenettui lab break forward-drop              one of them, for real
              sudo kubenettui lab probe                           what packets do now
              sudo kubenettui --kubeconfig /run/kubenettui/lab/kubeconfig check -A
              sudo kubenettui lab mend; sudo kubenettui lab down  all as before; nothing is left
            """,
        "bundle" => """
              kubenettui bundle take -A -o night.tgz              the whole cluster, without Secrets
              kubenettui bundle take service/web -n shop -o web.tgz --redact
              kubenettui bundle check night.tgz                   what was wrong then
              kubenettui bundle check night.tgz service/shop/web  with the options of check
              kubenettui bundle open night.tgz                    all screens, without the cluster
            """,
        "completion" => """
              source <(kubenettui completion bash)                now; or in ~/.bashrc
              source <(kubenettui completion zsh)                 now; or in ~/.zshrc, after compinit
              kubenettui completion fish > ~/.config/fish/completions/kubenettui.fish
            """,
        "checks" => "",
        _ => """
              kubenettui                                          explore the cluster of the current context
              kubenettui demo                                     explore a cluster that is made up, and broken in a dozen ways
              kubenettui --context prod -n shop --readonly        look, and change nothing
              kubenettui -c "svc shop"                            open the services of a namespace
              kubenettui --node-shell ssh --ssh-user core         nodes are asked by ssh; --no-nodes asks none
              kubenettui check service/web -n shop                the verdict without a screen
            """,
    };
}
