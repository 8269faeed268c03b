# Runs one child in a process group of its own, and ends it when standard input does.
#
#   bash -c guardian.sh NAME PID_FILE STOP_SIGNAL GRACE_SECONDS COMMAND...
#
# Standard input is a pipe whose other end only the launcher holds: it closes when the launcher stops
# the child, and also when the launcher dies, however it dies. Two shells, because a signal to the
# launcher's process group (Ctrl-C, kill -9 of the group) must reach neither the child nor the one
# who watches over it. Works in bash 3.2.
pid_file=$1 signal=$2 grace=$3
shift 3
exec 3<&0 </dev/null
trap : HUP INT TERM # a signal to the group is the launcher's to answer

set -m # a background job gets a process group of its own
(
  set -m
  "$@" 3<&- &
  child=$!
  set +m
  echo "$child" >"$pid_file"
  (
    read -r -u 3 _
    kill "-$signal" -- "-$child"
    tenths=$((grace * 10))
    while [ "$tenths" -gt 0 ] && kill -0 "$child"; do
      sleep 0.1
      tenths=$((tenths - 1))
    done
    kill -KILL -- "-$child"
  ) 2>/dev/null &
  watcher=$!
  wait "$child"
  status=$?
  { kill -KILL "$watcher" && wait "$watcher"; } 2>/dev/null
  rm -f "$pid_file"
  exit "$status"
) &
guard=$!
set +m
exec 3<&-

# A trapped signal ends `wait` early; the guard's own end does not leave it alive.
wait "$guard"
status=$?
while kill -0 "$guard" 2>/dev/null; do
  wait "$guard"
  status=$?
done
exit "$status"
