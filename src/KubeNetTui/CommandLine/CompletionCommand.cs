using System.CommandLine;

namespace KubeNetTui.CommandLine;

/// <summary><c>kubenettui completion bash|zsh|fish</c>: a script that asks the program itself for candidates.</summary>
internal static class CompletionCommand
{
    // Names of contexts may have colons (arn:aws:…), which bash takes for the end of a word unless told otherwise.
    private const string Bash = """
        # kubenettui completion for bash: source <(kubenettui completion bash)
        _kubenettui() {
            local cur prev words cword
            if declare -F _get_comp_words_by_ref >/dev/null; then
                _get_comp_words_by_ref -n =: cur prev words cword
            else
                words=("${COMP_WORDS[@]}") cword=$COMP_CWORD
                cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
            fi
            COMPREPLY=()
            case $prev in
                --kubeconfig | --log-file) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
            esac
            mapfile -t COMPREPLY < <("${words[0]}" __complete "${words[@]:1:cword}" 2>/dev/null)
            [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace 2>/dev/null
            declare -F __ltrim_colon_completions >/dev/null && __ltrim_colon_completions "$cur"
            return 0
        }
        complete -F _kubenettui kubenettui
        """;

    private const string Zsh = """
        #compdef kubenettui
        # kubenettui completion for zsh: source <(kubenettui completion zsh)
        _kubenettui() {
            case $words[CURRENT-1] in
                --kubeconfig | --log-file) _files; return ;;
            esac
            local -a found kinds
            found=("${(@f)$($words[1] __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
            kinds=(${(M)found:#*/})
            found=(${found:#*/})
            (( $#kinds )) && compadd -S '' -- $kinds
            (( $#found )) && compadd -- $found
        }
        if [ "$funcstack[1]" = "_kubenettui" ]; then _kubenettui "$@"; else compdef _kubenettui kubenettui; fi
        """;

    private const string Fish = """
        # kubenettui completion for fish: kubenettui completion fish | source
        complete -c kubenettui -f -a '(kubenettui __complete (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
        complete -c kubenettui -l kubeconfig -r -F
        complete -c kubenettui -l log-file -r -F
        """;

    public static Command Create(ProgramHost host)
    {
        Argument<string> shell = new("SHELL") { HelpName = "SHELL", Description = "bash, zsh or fish." };
        shell.CompletionSources.Add("bash", "zsh", "fish");
        Command command = new("completion", "Print a script that completes commands, options, checks and contexts in a shell.") { shell };
        command.SetAction(parsed =>
        {
            host.Out.WriteLine(parsed.GetValue(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                "fish" => Fish,
                var other => throw new UsageException($"there is no completion for \"{other}\"; there is for bash, zsh and fish", help: true),
            });
            return ExitCode.Clean;
        });
        return command;
    }
}
