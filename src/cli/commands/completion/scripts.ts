import { COMPLETE } from '../../shell/complete-words.ts';
import { FILES } from './complete.ts';

/*
 * Why not a library's scripts: those of @bomb.sh/tab 0.0.22 need the package bash-completion, run what has been typed
 * through `eval`, and cannot be loaded twice in one bash.
 */

const bash = `# bash completion for jaeger-lab
_jaeger_lab() {
  local IFS=$' \\t\\n' words value about
  read -ra words <<< "\${COMP_LINE:0:COMP_POINT}"
  [[ \${COMP_LINE:COMP_POINT-1:1} == [[:space:]] ]] && words+=('')
  # bash replaces only what follows the last = or :, the program answers with whole words.
  local typed=\${words[\${#words[@]}-1]}
  local current=$typed
  [[ $COMP_WORDBREAKS == *=* ]] && current=\${current##*=}
  [[ $COMP_WORDBREAKS == *:* ]] && current=\${current##*:}
  local there=$((\${#typed} - \${#current}))
  COMPREPLY=()
  while IFS=$'\\t' read -r value about; do
    if [[ $value == ${FILES} ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen -f -- "$current")
    else
      COMPREPLY+=("\${value:there}")
    fi
  done < <(jaeger-lab ${COMPLETE} "\${words[@]:1}" 2>/dev/null)
}
complete -F _jaeger_lab jaeger-lab
`;

const zsh = `#compdef jaeger-lab
_jaeger_lab() {
  local line
  local -a values
  for line in "\${(@f)$(jaeger-lab ${COMPLETE} "\${(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}"; do
    if [[ $line == ${FILES} ]]; then
      _files
    elif [[ -n $line ]]; then
      values+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    fi
  done
  (( $#values )) && _describe -V jaeger-lab values
}
if [[ $funcstack[1] == _jaeger_lab ]]; then
  _jaeger_lab "$@"
else
  compdef _jaeger_lab jaeger-lab
fi
`;

const fish = `# fish completion for jaeger-lab
function __jaeger_lab
  set -l before (commandline -opc)
  set -l current (commandline -ct)
  for line in (jaeger-lab ${COMPLETE} $before[2..-1] "$current" 2>/dev/null)
    if test "$line" = ${FILES}
      __fish_complete_path "$current"
    else
      echo $line
    end
  end
end
complete -c jaeger-lab -f -a '(__jaeger_lab)'
`;

/** The completion script of each shell. It asks the program at every TAB, so that it knows labs, services and runs. */
export const scripts = { bash, zsh, fish } as const;
