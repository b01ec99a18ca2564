# Sections whose command alone would not do everywhere. Each is a function; the words below this file choose one.
kn_d=${0%/*}
LC_ALL=C
export LC_ALL
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY no_proxy NO_PROXY

kn_has() {
  command -v "$1" >/dev/null 2>&1
}

# The body that a server on this node answers: $1 port, $2 path. A 503 has a body too, so busybox's wget comes last.
kn_get() {
  if kn_has curl; then
    curl -sS -m 3 --noproxy '*' "http://127.0.0.1:$1$2"
  elif kn_has bash; then
    bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1" && printf "GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n" "$2" >&3 && cat <&3' bash "$1" "$2" |
      sed '1,/^\r*$/d'
  elif kn_has nc; then
    printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$2" | nc -w 3 127.0.0.1 "$1" | sed '1,/^\r*$/d'
  elif kn_has wget; then
    wget -q -T 3 -O - "http://127.0.0.1:$1$2"
  else
    return 127
  fi
}

kn_sysctl() {
  if kn_has sysctl; then
    sysctl -a 2>/dev/null | grep -E '^net\.(bridge|ipv4|ipv6|netfilter|core)'
  else
    # As sysctl names them: a dot in an interface's name is written as a slash.
    grep -r . /proc/sys/net/bridge /proc/sys/net/ipv4 /proc/sys/net/ipv6 /proc/sys/net/netfilter /proc/sys/net/core 2>/dev/null |
      sed -e 's,^/proc/sys/,,' -e h -e 's/:.*//' -e 'y,./,/.,' -e G -e 's/\n[^:]*:/ = /'
  fi
}

kn_kube_proxy_cmdline() {
  for kn_c in /proc/[0-9]*/comm; do
    kn_n=
    read -r kn_n 2>/dev/null <"$kn_c"
    if [ "$kn_n" = kube-proxy ]; then
      tr '\0' ' ' <"${kn_c%comm}cmdline"
      echo
      return
    fi
  done
  echo 'kube-proxy: No such file in /proc/*/comm' >&2
  return 1
}

kn_entries() {
  if [ "$1" = tool ]; then
    conntrack -L -f ipv4 2>/dev/null
    conntrack -L -f ipv6 2>/dev/null
  else
    cat /proc/net/nf_conntrack
  fi
}

# What happens in four seconds; of a very busy table the first 20,000 lines. Not every node has timeout(1).
kn_conntrack_events() {
  (
    conntrack -E -o timestamp &
    kn_e=$!
    sleep 4
    kill "$kn_e" 2>/dev/null
    wait "$kn_e" 2>/dev/null
    true
  ) | head -n 20000
}

# Half a million entries are counted here, not shipped. No more than 50,000 keys of a kind are held.
kn_conntrack_summary() {
  kn_from=file
  if kn_has conntrack && conntrack -C >/dev/null 2>&1; then
    kn_from=tool
  elif ! head -c 1 /proc/net/nf_conntrack >/dev/null; then
    # Said by head: denied, or not there. A count of nothing would be a lie.
    return 1
  fi
  kn_entries "$kn_from" | awk '
    function add(kind, key) {
      if ((kind, key) in count || made[kind] < 50000) {
        if (!((kind, key) in count)) made[kind]++
        count[kind, key]++
      }
    }
    {
      first = ($1 == "ipv4" || $1 == "ipv6") ? 3 : 1
      proto = $first
      state = ""
      src = dst = ""
      port = 0
      reply = 0
      for (i = first + 2; i <= NF; i++) {
        if ($i ~ /^src=/) { if (src != "") break; src = substr($i, 5) }
        else if ($i ~ /^dst=/) { if (dst == "") dst = substr($i, 5) }
        else if ($i ~ /^dport=/) { port = substr($i, 7) }
        else if ($i ~ /^[A-Z][A-Z_0-9]*$/) { state = $i }
      }
      if (src == "") next
      entries++
      count["proto", proto]++
      if (proto == "tcp" && state != "") count["state", proto " " state]++
      if ($0 ~ /\[UNREPLIED\]/) add("unreplied", proto " " dst " " port)
      add("dst", proto " " dst " " port)
      add("src", src)
      add("pair", src " " dst " " port)
    }
    END {
      print "9000000000 entries", entries + 0
      for (k in count) { split(k, part, SUBSEP); print count[k], part[1], part[2] }
    }' | sort -rn | awk -v limit="$(cat /proc/sys/net/netfilter/nf_conntrack_max 2>/dev/null)" '
    $2 == "entries" { print "entries", $3; if (limit != "") print "limit", limit; next }
    ++shown[$2] <= 64 { n = $1; $1 = ""; sub(/^ /, ""); line[++lines] = $0 " " n; kind[lines] = $1 }
    END {
      split("proto state unreplied dst src pair", order, " ")
      for (o = 1; o <= 6; o++) for (i = 1; i <= lines; i++) if (kind[i] == order[o]) print line[i]
    }'
}
