export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

// Each asks the program itself what may stand at the cursor, so that a script once installed is never out of date. The
// first line of the answer is the kind of what follows: words (of zsh and fish with what they mean, behind a tab),
// files or folders.

const BASH = `# bash completion for status-watch
_status_watch() {
  local kind= word
  COMPREPLY=()
  {
    IFS= read -r kind
    while IFS= read -r word; do COMPREPLY+=("$word"); done
  } < <(command status-watch completion bash -- "\${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
  case $kind in
    files) compopt -o default ;;
    folders) compopt -o dirnames ;;
  esac
}
complete -F _status_watch status-watch
`;

const ZSH = `#compdef status-watch
_status-watch() {
  local kind value about
  local -a before values shown
  (( CURRENT > 2 )) && before=("\${(@Q)words[2,CURRENT-1]}")
  {
    IFS= read -r kind
    while IFS=$'\\t' read -r value about; do
      values+=("$value")
      shown+=("$value\${about:+  -- $about}")
    done
  } < <(command status-watch completion zsh -- "\${before[@]}" "\${(Q)PREFIX}" 2>/dev/null)
  [[ $kind == words || $PREFIX != --*=* ]] || compset -P '*='
  case $kind in
    files) _files ;;
    folders) _files -/ ;;
    # What means nothing takes no line of its own.
    *) compadd -M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}' \${shown[(r)*  -- *]:+-l} -d shown -a values ;;
  esac
}
if [[ $funcstack[1] == _status-watch ]]; then
  _status-watch "$@"
else
  compdef _status-watch status-watch
fi
`;

const FISH = `# fish completion for status-watch
function __status_watch_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l word (commandline -ct)
    set -l answer (command status-watch completion fish -- $words "$word" 2>/dev/null)
    set -l before (string match -r -- '^--[^=]*=' $word)
    switch "$answer[1]"
        case files
            string replace -r -- '^' "$before" (__fish_complete_path (string replace -- "$before" '' $word))
        case folders
            string replace -r -- '^' "$before" (__fish_complete_directories (string replace -- "$before" '' $word) '')
        case '*'
            set -e answer[1]
            string join \\n -- $answer
    end
end
complete -c status-watch -f -a '(__status_watch_complete)'
`;

export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
