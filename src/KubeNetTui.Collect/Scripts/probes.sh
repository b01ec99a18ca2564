# Probes with what is there: the first tool whose answer leaves no doubt speaks. One line: OUTCOME MILLISECONDS TOOL DETAIL.

# A clock in milliseconds; without nanoseconds in date, the uptime's hundredths.
kn_ms() {
  kn_t=$(date +%s%N 2>/dev/null)
  case $kn_t in
    *[!0-9]* | '') kn_t=0 ;;
  esac
  if [ ${#kn_t} -ge 16 ]; then
    echo "${kn_t%??????}"
  else
    read -r kn_t kn_rest </proc/uptime
    echo "${kn_t%.*}${kn_t#*.}0"
  fi
}

kn_say() {
  kn_out=$1
  kn_by=$2
  shift 2
  echo "$kn_out $(($(kn_ms) - kn_since)) $kn_by $(echo "$*" | tr '\r\n\t' '   ' | head -c 400)"
}

# $1 seconds, then a command. Ends with 124, 137 or 143 where it took longer.
kn_limit() {
  kn_s=$1
  shift
  if timeout 1 sh -c : >/dev/null 2>&1; then
    timeout "$kn_s" "$@"
  elif timeout -t 1 sh -c : >/dev/null 2>&1; then
    timeout -t "$kn_s" "$@"
  else
    {
      "$@" <&3 3<&- &
    } 3<&0
    kn_p=$!
    {
      sleep "$kn_s"
      kill -9 "$kn_p"
    } </dev/null >/dev/null 2>&1 3<&- &
    kn_w=$!
    wait "$kn_p"
    kn_s=$?
    kill "$kn_w" 2>/dev/null
    return "$kn_s"
  fi
}

# The outcome in a tool's words; empty where they do not say.
kn_word() {
  case $1 in
    *'esolve'* | *'Name or service'* | *'bad address'* | *'Temporary failure'* | *'getaddrinfo'* | *'nodename nor'* | *'nknown host'*) echo namefailed ;;
    *'efused'*) echo refused ;;
    *'timed out'* | *'imeout'* | *'TIMEOUT'*) echo timedout ;;
    *'o route'* | *'nreachable'* | *'nreachable'* | *'rohibited'* | *'not permitted'* | *'ermission denied'*) echo unreachable ;;
    *'eset by peer'* | *'ECONNRESET'* | *'was reset'*) echo reset ;;
  esac
}

# Says what a tool's failure means; false where it means nothing, so that the next tool is asked. $1 tool, $2 exit status, $3 words.
kn_failed() {
  case $2 in
    124 | 137 | 143)
      kn_say timedout "$1" "no answer in time"
      return 0
      ;;
  esac
  kn_o=$(kn_word "$3")
  [ -n "$kn_o" ] && kn_say "$kn_o" "$1" "$3"
}

# For python3. Arguments: method host port, then the path or the question in hex.
kn_py='
import sys, socket, time, errno, ssl
method, host, port, query = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
begin = time.time()
def say(outcome, detail):
    print("%s %d python3 %s" % (outcome, (time.time() - begin) * 1000, " ".join(detail.split())[:400]))
    sys.exit(0)
connected = False
try:
    if method == "dns":
        info = socket.getaddrinfo(host, port, 0, socket.SOCK_DGRAM)[0]
        s = socket.socket(info[0], info[1])
        s.settimeout(3)
        s.connect(info[4])
        s.send(bytes.fromhex(query))
        say("reached", "raw " + s.recv(65535).hex())
    s = socket.create_connection((host, port), 3)
    connected = True
    if method == "tcp":
        say("reached", "connected")
    s.settimeout(5)
    if method == "dnstcp":
        s.sendall(bytes.fromhex(query))
        data = b""
        while len(data) < 2 or len(data) < 2 + data[0] * 256 + data[1]:
            part = s.recv(65535)
            if not part:
                say("reset", "closed after %d bytes of an answer" % len(data))
            data += part
        say("reached", "raw " + data[2:].hex())
    if method == "https":
        context = ssl._create_unverified_context()
        s = context.wrap_socket(s, server_hostname=host)
    bracketed = "[" + host + "]" if ":" in host else host
    s.sendall(("GET %s HTTP/1.1\r\nHost: %s:%d\r\nUser-Agent: kubenettui\r\nConnection: close\r\n\r\n" % (query or "/", bracketed, port)).encode())
    data = b""
    while b"\n" not in data and len(data) < 4096:
        part = s.recv(4096)
        if not part:
            break
        data += part
    line = data.split(b"\n")[0].decode("latin-1").strip()
    if not data:
        say("reset", "closed without an answer")
    say("reached" if line.startswith("HTTP/") else "badanswer", line)
except socket.gaierror as e:
    say("namefailed", str(e))
except socket.timeout as e:
    say("timedout", "connected, no answer in time" if connected else "no answer in time")
except ssl.SSLError as e:
    say("badanswer", str(e))
except (OSError, IOError) as e:
    names = {errno.ECONNREFUSED: "refused", errno.ETIMEDOUT: "timedout", errno.ECONNRESET: "reset", errno.EPIPE: "reset"}
    say(names.get(e.errno, "unreachable"), str(e))
'

kn_tcp() {
  if kn_has bash; then
    kn_e=$(kn_limit 3 bash -c 'exec 3<>"/dev/tcp/$1/$2"' bash "$1" "$2" 2>&1 </dev/null)
    kn_r=$?
    if [ "$kn_r" = 0 ]; then
      kn_say reached bash connected
      return
    fi
    kn_failed bash "$kn_r" "${kn_e##*bash: }" && return
  fi
  if kn_has nc; then
    kn_e=$(kn_limit 5 nc -v -z -w 3 "$1" "$2" 2>&1 </dev/null)
    kn_r=$?
    case $kn_e in
      *'nvalid option'* | *'nrecognized option'* | *'sage:'*)
        # Without -z it stays connected until the limit ends it; the connecting alone is over after -w.
        kn_e=$(kn_limit 5 nc -w 3 "$1" "$2" 2>&1 </dev/null | head -c 400)
        kn_r=$?
        case $kn_e in
          *'timed out'* | *'efused'* | *'nreachable'* | *'o route'*) kn_r=1 ;;
          *) kn_r=0 ;;
        esac
        ;;
    esac
    if [ "$kn_r" = 0 ]; then
      kn_say reached nc "$kn_e"
      return
    fi
    kn_failed nc "$kn_r" "$kn_e" && return
  fi
  if kn_has python3; then
    kn_limit 8 python3 -c "$kn_py" tcp "$1" "$2" '' && return
  fi
  if kn_has curl; then
    kn_h=$1
    case $1 in *:*) kn_h="[$1]" ;; esac
    # New versions tell a refusal from an unreachable host only in -v's words.
    kn_e=$(kn_limit 5 curl -sSv --noproxy '*' --connect-timeout 3 -m 3 "telnet://$kn_h:$2" 2>&1 </dev/null)
    kn_r=$?
    kn_e=$(echo "$kn_e" | grep -E 'failed|refused|imed out|imeout|reach|route|^curl:' | head -n 3)
    case $kn_r:$kn_e in
      0:*) kn_say reached curl connected && return ;;
      28:*'onnection timed out'* | 28:*'ailed to connect'* | 28:*'onnect timeout'* | 28:*'esolving timed out'*) ;;
      # Connected; then the telnet session lasted until its time was over.
      28:*) kn_say reached curl connected && return ;;
    esac
    kn_failed curl "$kn_r" "$kn_e" && return
  fi
  if kn_has socat; then
    kn_h=$1
    case $1 in *:*) kn_h="[$1]" ;; esac
    kn_e=$(kn_limit 5 socat -u /dev/null "TCP:$kn_h:$2,connect-timeout=3" 2>&1)
    kn_r=$?
    if [ "$kn_r" = 0 ]; then
      kn_say reached socat connected
      return
    fi
    kn_failed socat "$kn_r" "${kn_e##* E }" && return
  fi
  echo 'none of bash, nc, python3, curl, socat could tell' >&2
  return 127
}

# $1 tool, $2 exit status, $3 the first line of the answer, $4 what the tool said on stderr
kn_http_line() {
  case $3 in
    HTTP/*)
      kn_say reached "$1" "$3"
      return 0
      ;;
    ?*)
      kn_say badanswer "$1" "$3"
      return 0
      ;;
  esac
  kn_failed "$1" "$2" "$4" && return 0
  [ "$2" = 0 ] && kn_say reset "$1" 'closed without an answer'
}

# $1 method, $2 host, $3 port, $4 path
kn_http() {
  kn_path=${4:-/}
  kn_h=$2
  case $2 in *:*) kn_h="[$2]" ;; esac
  if kn_has curl; then
    kn_a=$(curl -sSkv --noproxy '*' --connect-timeout 3 -m 5 -o /dev/null -D - -A kubenettui "$1://$kn_h:$3$kn_path" 2>"$kn_d/pe" </dev/null)
    kn_r=$?
    kn_e=$(grep -E 'failed|refused|imed out|imeout|reach|route|^curl:' "$kn_d/pe" | head -n 3)
    kn_a=$(echo "$kn_a" | head -n 1 | tr -d '\r')
    case $kn_r:$kn_a in
      *:HTTP/*) kn_say reached curl "$kn_a" && return ;;
      6:*) kn_say namefailed curl "$kn_e" && return ;;
      28:*) kn_say timedout curl "$kn_e" && return ;;
      52:* | 56:*) kn_say reset curl "$kn_e" && return ;;
      35:*)
        case $kn_e in
          *'eset'* | *SSL_ERROR_SYSCALL*) kn_say reset curl "$kn_e" ;;
          *) kn_say badanswer curl "$kn_e" ;;
        esac
        return
        ;;
      1:* | 8:*) kn_say badanswer curl "$kn_e" && return ;;
      7:*)
        case $(kn_word "$kn_e") in
          # Old versions say no more than that they failed to connect.
          '') ;;
          *) kn_failed curl 7 "$kn_e" && return ;;
        esac
        ;;
    esac
  fi
  if kn_has python3; then
    kn_limit 12 python3 -c "$kn_py" "$1" "$2" "$3" "$kn_path" && return
  fi
  if [ "$1" = http ] && kn_has bash; then
    kn_a=$(kn_limit 8 bash -c 'exec 3<>"/dev/tcp/$1/$2" || exit 1
      printf "GET %s HTTP/1.1\r\nHost: %s:%s\r\nUser-Agent: kubenettui\r\nConnection: close\r\n\r\n" "$4" "$3" "$2" >&3
      IFS= read -r -t 5 line <&3
      code=$?
      [ -z "$line" ] && [ "$code" -gt 128 ] && exit 124
      printf "%s\n" "$line"' bash "$2" "$3" "$kn_h" "$kn_path" 2>"$kn_d/pe" </dev/null)
    kn_r=$?
    kn_e=$(cat "$kn_d/pe")
    kn_http_line bash "$kn_r" "$(echo "$kn_a" | tr -d '\r')" "${kn_e##*bash: }" && return
  fi
  if [ "$1" = http ] && kn_has nc; then
    kn_a=$(printf 'GET %s HTTP/1.1\r\nHost: %s:%s\r\nUser-Agent: kubenettui\r\nConnection: close\r\n\r\n' "$kn_path" "$kn_h" "$3" |
      kn_limit 6 nc -w 3 "$2" "$3" 2>"$kn_d/pe" | head -n 1 | tr -d '\r')
    kn_e=$(cat "$kn_d/pe")
    kn_r=0
    [ $(($(kn_ms) - kn_since)) -ge 2900 ] && kn_r=124
    kn_http_line nc "$kn_r" "$kn_a" "$kn_e" && return
  fi
  if kn_has wget; then
    kn_a=$(kn_limit 8 wget -S -T 5 -O /dev/null --no-check-certificate "$1://$kn_h:$3$kn_path" 2>&1 </dev/null)
    kn_r=$?
    case $kn_a in
      *'nrecognized option'*)
        kn_a=$(kn_limit 8 wget -S -T 5 -O /dev/null "$1://$kn_h:$3$kn_path" 2>&1 </dev/null)
        kn_r=$?
        ;;
    esac
    kn_e=$(echo "$kn_a" | sed -n 's/^ *\(HTTP\/[0-9.]* [0-9].*\)$/\1/p' | head -n 1 | tr -d '\r')
    # busybox without -S tells a refusal by the server alone.
    [ -n "$kn_e" ] || kn_e=$(echo "$kn_a" | sed -n 's/^.*server returned error: \(HTTP.*\)$/\1/p' | head -n 1)
    if [ -n "$kn_e" ]; then
      kn_say reached wget "$kn_e"
      return
    fi
    kn_failed wget "$kn_r" "$kn_a" && return
  fi
  echo 'none of curl, python3, bash, nc, wget could tell' >&2
  return 127
}

kn_hex() {
  od -An -v -tx1 | tr -d ' \n'
}

# $1 tool, $2 exit status, $3 answer in hex, $4 words. Over TCP two bytes of length come first.
kn_raw() {
  if [ -n "$3" ]; then
    if [ "$kn_method" = dnstcp ]; then
      kn_say_raw "$1" "${3#????}"
    else
      kn_say_raw "$1" "$3"
    fi
    return 0
  fi
  kn_failed "$1" "$2" "$4"
}

kn_say_raw() {
  echo "reached $(($(kn_ms) - kn_since)) $1 raw $2"
}

# $1 method, $2 server, $3 port, $4 name and type, $5 the question's bytes in octal, for printf
kn_dns() {
  kn_method=$1
  kn_name=${4% *}
  kn_type=${4##* }
  if kn_has dig; then
    kn_t=+notcp
    [ "$1" = dnstcp ] && kn_t=+tcp
    kn_a=$(kn_limit 8 dig +tries=1 +time=3 +nosearch $kn_t "@$2" -p "$3" "$kn_name" "$kn_type" +noall +comments +answer 2>&1 </dev/null)
    kn_r=$?
    kn_code=$(echo "$kn_a" | sed -n 's/^;; ->>HEADER<<-.* status: \([A-Z0-9]*\),.*$/\1/p' | head -n 1)
    if [ -n "$kn_code" ]; then
      kn_say reached dig "$kn_code" $(echo "$kn_a" | awk '!/^;/ && ($4 == "A" || $4 == "AAAA" || $4 == "CNAME") { print $5 }' | head -n 32)
      return
    fi
    case $kn_a in
      *'end of file'* | *'connection reset'*) kn_say reset dig "$(echo "$kn_a" | grep '^;;' | head -n 2)" && return ;;
    esac
    kn_failed dig "$kn_r" "$(echo "$kn_a" | grep '^;;' | head -n 3)" && return
  fi
  printf "$5" >"$kn_d/q"
  if kn_has python3; then
    kn_limit 12 python3 -c "$kn_py" "$1" "$2" "$3" "$(kn_hex <"$kn_d/q")" && return
  fi
  if kn_has bash && kn_has od; then
    kn_net=udp
    [ "$1" = dnstcp ] && kn_net=tcp
    # One write, so that a datagram holds all of it; one read, for the connection may stay open.
    kn_a=$(kn_limit 4 bash -c 'exec 3<>"/dev/$1/$2/$3" && cat "$4" >&3 && dd bs=65536 count=1 <&3 2>"$4.e"; code=$?; grep -v records "$4.e" >&2; exit $code' \
      bash "$kn_net" "$2" "$3" "$kn_d/q" 2>"$kn_d/pe" </dev/null | kn_hex)
    kn_r=0
    [ $(($(kn_ms) - kn_since)) -ge 3900 ] && kn_r=124
    kn_e=$(cat "$kn_d/pe" "$kn_d/q.e" 2>/dev/null)
    kn_raw bash "$kn_r" "$kn_a" "${kn_e##*bash: }" && return
  fi
  if kn_has nc && kn_has od; then
    kn_u=-u
    [ "$1" = dnstcp ] && kn_u=
    kn_from=$(kn_ms)
    kn_a=$({
      cat "$kn_d/q"
      sleep 3
    } | kn_limit 4 nc $kn_u -w 3 "$2" "$3" 2>"$kn_d/pe" | dd bs=65536 count=1 2>/dev/null | kn_hex)
    kn_r=1
    [ $(($(kn_ms) - kn_from)) -ge 2900 ] && kn_r=124
    # The pipe lasts as long as its sleep; the time says nothing of the server.
    [ -n "$kn_a" ] && kn_since=$(kn_ms)
    kn_raw nc "$kn_r" "$kn_a" "$(cat "$kn_d/pe")" && return
  fi
  if [ "$3" = 53 ] && kn_has host; then
    kn_t=
    [ "$1" = dnstcp ] && kn_t=-T
    kn_a=$(kn_limit 8 host $kn_t -W 3 -R 1 -t "$kn_type" "$kn_name." "$2" 2>&1 </dev/null)
    kn_r=$?
    kn_lookup host "$kn_r" "$kn_a" && return
  fi
  if [ "$1" = dns ] && [ "$3" = 53 ] && kn_has nslookup; then
    kn_a=$(kn_limit 8 nslookup "-type=$kn_type" "$kn_name." "$2" 2>&1 </dev/null)
    kn_r=$?
    kn_lookup nslookup "$kn_r" "$kn_a" && return
  fi
  echo 'none of dig, python3, bash, nc, host, nslookup could tell' >&2
  return 127
}

# What host and nslookup print. $1 tool, $2 exit status, $3 words
kn_lookup() {
  case $3 in
    *NXDOMAIN*) kn_say reached "$1" NXDOMAIN && return ;;
    *SERVFAIL*) kn_say reached "$1" SERVFAIL && return ;;
    *REFUSED*) kn_say reached "$1" REFUSED && return ;;
  esac
  # The server's own address stands before the first empty line, or with its port.
  kn_found=$(echo "$3" | awk -v tool="$1" '
    /has (IPv6 )?address / { print $NF; next }
    /is an alias for / { print $NF; next }
    /canonical name = / { n = $NF; sub(/\.?$/, ".", n); print n; next }
    tool == "nslookup" && /^Name:/ { named = 1; next }
    named && /^Address/ { sub(/^Address[^:]*: */, ""); print $1 }')
  if [ -n "$kn_found" ]; then
    kn_say reached "$1" NOERROR $kn_found
    return 0
  fi
  case $3 in
    *'no answer'* | *'No answer'* | *'has no '*) kn_say reached "$1" NOERROR && return ;;
  esac
  kn_failed "$1" "$2" "$3"
}

# $1 host, $2 payload; "don't fragment" is what is tested, so a ping that can't set it does not do.
kn_ping() {
  if kn_has ping; then
    kn_a=$(kn_limit 5 ping -c 1 -W 2 -M 'do' -s "$2" "$1" 2>&1 </dev/null)
    kn_r=$?
    case $kn_a in
      *'bytes from'*) kn_say reached ping "$(echo "$kn_a" | grep 'bytes from' | head -n 1)" && return ;;
      *'nrecognized option'* | *'nvalid option'* | *'sage:'*) ;;
      *'essage too long'* | *'rag needed'* | *'too big'*)
        kn_say unreachable ping "$(echo "$kn_a" | grep -i -E 'too long|frag needed|too big' | head -n 1)"
        return
        ;;
      *'nreachable'*) kn_say unreachable ping "$(echo "$kn_a" | grep -i unreachable | head -n 1)" && return ;;
      *'100% packet loss'*) kn_say timedout ping '100% packet loss' && return ;;
      *) kn_failed ping "$kn_r" "$kn_a" && return ;;
    esac
  fi
  echo 'no ping that knows -M do' >&2
  return 127
}

# $1 method, $2 host, $3 port, $4 query, $5 octal bytes
kn_do_probe() {
  kn_since=$(kn_ms)
  case $1 in
    tcp) kn_tcp "$2" "$3" ;;
    http | https) kn_http "$1" "$2" "$3" "$4" ;;
    dns | dnstcp) kn_dns "$1" "$2" "$3" "$4" "$5" ;;
    ping) kn_ping "$2" "$3" ;;
  esac
}
