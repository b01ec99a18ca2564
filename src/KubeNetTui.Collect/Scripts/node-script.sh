# What surrounds the sections: bounds, frames, pods' processes. Runs in dash, busybox ash and bash; see docs/node-script.md.
# Set above: kn_nonce kn_root kn_max kn_total kn_seconds kn_deadline. The lines below this file call kn_node, kn_pod and kn_probe.
kn_scope=${KUBENETTUI_ROOT:-$kn_root}
LC_ALL=C
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin:/opt/bin
export LC_ALL PATH
umask 077
kn_gzip=plain
kn_serial=0
kn_d=
kn_watcher=

# Outputs wait in files, in memory where possible: so their size, their last byte and their status are known before a frame begins,
# and a process that can't be killed holds up nothing.
kn_begin() {
  for kn_t in /dev/shm /run /tmp /var/tmp; do
    if mkdir "$kn_t/kubenettui.$kn_nonce" 2>/dev/null; then
      kn_d=$kn_t/kubenettui.$kn_nonce
      break
    fi
  done
  if [ -z "$kn_d" ]; then
    echo 'kubenettui: /dev/shm, /run, /tmp and /var/tmp can not be written' >&2
    exit 73
  fi
  trap kn_end EXIT
  trap 'exit 1' HUP INT TERM PIPE
  : >"$kn_d/run"
  : >"$kn_d/f"
  if command -v gzip >/dev/null 2>&1 && gzip -c </dev/null >/dev/null 2>&1; then
    kn_gzip=gzip
  fi
  kn_watch </dev/null >/dev/null 2>&1 &
  kn_watcher=$!
  kn_now
  kn_start=$kn_at
  kn_flushed=$kn_at
  echo "kubenettui-answer 1 $kn_nonce $kn_gzip"
}

kn_end() {
  trap - EXIT
  [ -n "$kn_watcher" ] && kill "$kn_watcher" 2>/dev/null
  rm -rf "$kn_d"
}

kn_now() {
  kn_at=$(date +%s 2>/dev/null) || kn_at=0
}

# Ends a section that takes too long, with all that it started. One watcher for all: no sleep is left behind by each section.
kn_watch() {
  kn_seen=
  kn_age=0
  while sleep 1 && [ -e "$kn_d/run" ]; do
    kn_cur=
    read -r kn_cur <"$kn_d/run"
    if [ -z "$kn_cur" ] || [ "$kn_cur" != "$kn_seen" ]; then
      kn_seen=$kn_cur
      kn_age=0
    else
      kn_age=$((kn_age + 1))
      set -- $kn_cur
      if [ "$kn_age" -ge "$kn_seconds" ]; then
        : >"$kn_d/late"
        kn_kill "$2"
        kn_seen=
      elif [ $(($(wc -c <"$kn_d/o"))) -gt "$3" ]; then
        # Where SIGPIPE is ignored, a command goes on writing to nobody.
        kn_kill "$2"
      fi
    fi
  done
}

# A process and all below it: parents are found before any is killed.
kn_kill() {
  kn_set=" $1 "
  for kn_pass in 1 2 3 4; do
    for kn_stat in /proc/[0-9]*/stat; do
      kn_line=
      read -r kn_line <"$kn_stat" || continue
      kn_pid=${kn_line%% *}
      kn_line=${kn_line##*) }
      kn_line=${kn_line#* }
      case $kn_set in
        *" $kn_pid "*) ;;
        *" ${kn_line%% *} "*) kn_set="$kn_set$kn_pid " ;;
      esac
    done 2>/dev/null
  done
  kill -9 $kn_set
}

# Runs words; output in o, the beginning of stderr in e, status in kn_x.
kn_run() {
  kn_cap=$kn_max
  [ "$kn_total" -lt "$kn_cap" ] && kn_cap=$kn_total
  rm -f "$kn_d/x" "$kn_d/late"
  (
    {
      {
        "$@" </dev/null 2>&1 >&3 3>&-
        echo $? >"$kn_d/x"
      } | {
        head -c 4096
        cat >/dev/null
      } >"$kn_d/e" 3>&-
    } 3>&1 | head -c $((kn_cap + 1)) >"$kn_d/o"
  ) 2>/dev/null &
  kn_job=$!
  kn_serial=$((kn_serial + 1))
  echo "$kn_serial $kn_job $kn_cap" >"$kn_d/run"
  wait "$kn_job" 2>/dev/null
  : >"$kn_d/run"
  kn_x=137
  [ -s "$kn_d/x" ] && read -r kn_x <"$kn_d/x"
  kn_size=$(($(wc -c <"$kn_d/o")))
}

# One frame from o and e. $1 exit status, $2 flag.
kn_frame() {
  {
    echo "@$kn_nonce begin $kn_place $kn_sec"
    kn_plus=
    if [ "$kn_size" -gt "$kn_cap" ]; then
      kn_size=$kn_cap
      head -c "$kn_cap" "$kn_d/o" >"$kn_d/p"
      mv "$kn_d/p" "$kn_d/o"
    fi
    if [ "$kn_size" -gt 0 ]; then
      cat "$kn_d/o"
      if [ $(($(tail -c 1 "$kn_d/o" | wc -l))) -eq 0 ]; then
        echo
        kn_plus=' +n'
      fi
    fi
    echo "@$kn_nonce error"
    if [ -s "$kn_d/e" ]; then
      cat "$kn_d/e"
      [ $(($(tail -c 1 "$kn_d/e" | wc -l))) -eq 0 ] && echo
    fi
    echo "@$kn_nonce end $1 $2$kn_plus"
  } >>"$kn_d/f"
  kn_total=$((kn_total - kn_size))
  kn_now
  if [ $((kn_at - kn_flushed)) -ge 2 ] || [ $(($(wc -c <"$kn_d/f"))) -ge 65536 ]; then
    kn_flush
  fi
}

# Compressed in members of one gzip stream: what has been asked arrives, also where the next section hangs.
kn_flush() {
  if [ "$kn_gzip" = gzip ]; then
    gzip -c <"$kn_d/f"
  else
    cat "$kn_d/f"
  fi
  : >"$kn_d/f"
  kn_flushed=$kn_at
}

# A frame without output. $1 exit status, $2 flag.
kn_none() {
  kn_size=0
  kn_cap=0
  : >"$kn_d/o"
  : >"$kn_d/e"
  kn_frame "$1" "$2"
}

# What is not in a container may be on its node.
kn_lacks() {
  if [ "$kn_scope" = node ]; then
    kn_none 127 "missing $1"
  else
    kn_none 127 "outside $1"
  fi
}

# True: a tool is there, and time is left. Else the frame is written.
kn_ready() {
  kn_now
  if [ $((kn_at - kn_start)) -ge "$kn_deadline" ]; then
    kn_none 124 late
  elif [ "$1" != - ] && ! command -v "$1" >/dev/null 2>&1; then
    kn_lacks "$1"
  else
    return 0
  fi
  return 1
}

# The frame of what kn_run did.
kn_tell() {
  kn_flag=ok
  if [ "$kn_size" -gt "$kn_cap" ]; then
    kn_flag="cut $kn_cap"
  elif [ -e "$kn_d/late" ]; then
    kn_x=124
    kn_flag=late
  elif [ "$kn_x" = 127 ] && [ "$kn_size" = 0 ]; then
    kn_flag='missing command'
    [ "$kn_scope" = node ] || kn_flag='outside command'
  elif [ "$kn_size" = 0 ] && [ -s "$kn_d/e" ]; then
    case $(cat "$kn_d/e") in
      *'ermission denied'* | *'not permitted'* | *'must be root'* | *'need to be root'* | *'are you root'*) kn_flag=denied ;;
      *'No such file'* | *"can't open"* | *'nonexistent directory'*)
        kn_x=127
        kn_flag='missing file'
        ;;
    esac
  fi
  kn_frame "$kn_x" "$kn_flag"
}

# A section of the node. $1 place, $2 section, $3 tool or -, $4 what it takes to see it: net, files or processes.
kn_node() {
  kn_place=$1
  kn_sec=$2
  if [ "$4" = files ] && [ "$kn_scope" != node ]; then
    kn_none 126 'outside files'
  elif kn_ready "$3"; then
    if [ "$2" = pod-pids ]; then
      kn_pids
      cp "$kn_d/pids" "$kn_d/o"
      kn_size=$(($(wc -c <"$kn_d/o")))
    else
      kn_run sh "$kn_d/lib" "$2"
    fi
    # A process that a container does not see may run on its node.
    if [ "$4" = processes ] && [ "$kn_scope" != node ] && [ "$kn_size" = 0 ]; then
      kn_none 126 'outside processes'
    else
      kn_tell
    fi
  fi
}

# Processes of pods, once: UID PID NETNS CONTAINER COMM.
kn_pids() {
  [ -e "$kn_d/pids" ] && return
  kn_run kn_scan
  mv "$kn_d/o" "$kn_d/pids"
  mv "$kn_d/e" "$kn_d/pids.e"
  cp "$kn_d/pids.e" "$kn_d/e"
}

kn_scan() {
  # The match begins at the uid; what follows it up to the end of the path names the container.
  grep -HoE 'pod[0-9a-f]{8}[0-9a-f_-]{24,28}[^:]*' /proc/[0-9]*/cgroup 2>/dev/null | awk -F: '
    {
      split($1, path, "/")
      pid = path[3]
      if (pid in seen) next
      seen[pid] = 1
      rest = substr($2, 4)
      end = match(rest, /[.\/]/)
      uid = end ? substr(rest, 1, end - 1) : rest
      gsub(/_/, "-", uid)
      id = "-"
      n = split(rest, part, "/")
      if (n > 1) {
        id = part[2]
        sub(/\.scope$/, "", id)
        sub(/^.*-/, "", id)
        if (length(id) < 12) id = "-"
      }
      print uid, pid, id
    }' | sort -n -k 2,2 | awk '!seen[$1 " " $3]++' | while read -r kn_u kn_p kn_c; do
    kn_ns=$(readlink "/proc/$kn_p/ns/net" 2>/dev/null)
    kn_ns=${kn_ns#*\[}
    kn_ns=${kn_ns%]}
    kn_comm=
    read -r kn_comm 2>/dev/null <"/proc/$kn_p/comm"
    echo "$kn_u $kn_p ${kn_ns:-0} $kn_c $kn_comm"
  done
}

# By the runtime, for pods whose cgroup does not tell (virtual machines).
kn_crictl() {
  for kn_id in $(crictl pods -q --label "io.kubernetes.pod.uid=$1"); do
    crictl inspectp --output go-template --template '{{.info.pid}}' "$kn_id"
  done
}

# A process of the pod, in kn_pid; false where there is none.
kn_find() {
  kn_pid=
  kn_pids
  while read -r kn_u kn_p kn_rest; do
    if [ "$kn_u" = "$1" ] && [ -e "/proc/$kn_p/ns" ]; then
      kn_pid=$kn_p
      return 0
    fi
  done <"$kn_d/pids"
  if command -v crictl >/dev/null 2>&1; then
    kn_run kn_crictl "$1"
    while read -r kn_p; do
      case $kn_p in
        '' | 0 | *[!0-9]*) ;;
        *)
          if [ -e "/proc/$kn_p/ns" ]; then
            kn_pid=$kn_p
            echo "$1 $kn_p 0 - -" >>"$kn_d/pids"
            return 0
          fi
          ;;
      esac
    done <"$kn_d/o"
  fi
  return 1
}

# A section of a pod. $1 place, $2 section, $3 uid, $4 tool or -.
kn_pod() {
  kn_place=$1
  kn_sec=$2
  kn_uid=$3
  case $kn_scope in
    pod)
      if kn_ready "$4"; then
        kn_run sh "$kn_d/lib" "$2"
        kn_tell
      fi
      ;;
    node)
      if kn_ready "$4"; then
        kn_enter "$2"
      fi
      ;;
    *) kn_none 126 'outside processes' ;;
  esac
}

# Runs a section, or a probe's words, in the pod's network namespace.
kn_enter() {
  for kn_try in 1 2; do
    if ! kn_find "$kn_uid"; then
      kn_none 3 nopod
      return
    fi
    kn_in=$kn_pid
    case $1 in
      resolv-conf) kn_run cat "/proc/$kn_in/root/etc/resolv.conf" ;;
      cgroup) kn_run cat "/proc/$kn_in/cgroup" ;;
      *)
        kn_ready nsenter || return
        kn_run nsenter -t "$kn_in" -n sh "$kn_d/lib" "$@"
        ;;
    esac
    # Gone meanwhile: what was read may be of nobody. Its other processes are looked for once.
    if [ -e "/proc/$kn_in/ns" ]; then
      kn_tell
      return
    fi
    rm -f "$kn_d/pids"
  done
  kn_none 3 nopod
}

# A probe. $1 place, $2 section, $3 uid (- for a node), $4 method, $5 host, $6 port, $7 query, $8 the query's bytes for DNS, in octal.
kn_probe() {
  kn_place=$1
  kn_sec=$2
  kn_uid=$3
  shift 3
  case $kn_place in
    node/*) kn_ready - && kn_run sh "$kn_d/lib" probe "$@" && kn_tell ;;
    *)
      case $kn_scope in
        pod) kn_ready - && kn_run sh "$kn_d/lib" probe "$@" && kn_tell ;;
        node)
          case $2 in
            # A name must be resolved as the pod resolves it; from the node that would be another resolver.
            *[!0-9a-fA-F.:]*) kn_none 126 'outside names' ;;
            *) kn_ready - && kn_enter probe "$@" ;;
          esac
          ;;
        *) kn_none 126 'outside processes' ;;
      esac
      ;;
  esac
}
