#!/bin/sh
# Records a program where allocsim itself is not: record.sh [-o DIR] [--stacks[=DEPTH]] [--resident] [--python] [--] PROGRAM ARGUMENTS
# DIR then holds the recorder's files. Where allocsim is, "allocsim record --import DIR --out app.atrace" makes a trace of them.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
dir=recording stacks= resident= python=
fail() { printf 'record.sh: %s\n' "$1" >&2; exit 1; }
while [ $# -gt 0 ]; do
    case $1 in
        -o) [ $# -gt 1 ] || fail '-o: the name of a folder is missing'; dir=$2; shift ;;
        --stacks) stacks=16 ;;
        --stacks=*) stacks=${1#--stacks=} ;;
        --resident) resident=1 ;;
        --python) python=1 ;;
        --) shift; break ;;
        -*) fail "$1: no such option; known are -o DIR, --stacks, --stacks=DEPTH, --resident and --python" ;;
        *) break ;;
    esac
    shift
done
[ $# -gt 0 ] || fail 'what to run is missing; record.sh -o DIR -- PROGRAM ARGUMENTS'
case $stacks in *[!0-9]*) fail "--stacks=$stacks: a number of frames from 1 to 64 is needed" ;; esac
program=$(command -v -- "$1") || fail "$1: there is no such program; name one that can be run"
[ ! -e "$dir/session" ] || fail "$dir: holds a recording; name another folder by -o"
mkdir -p "$dir" && dir=$(CDPATH='' cd -- "$dir" && pwd) || exit 1
library=recorder
! grep -q mallocx "$program" 2> /dev/null || library=$library-x
[ -z "$stacks" ] || library=$library-stacks
printf '%s\n%s\n' "$dir" $$ > "$dir/session" || exit 1
printf 'record.sh: recording into %s; allocsim record --import makes a trace of it\n' "$dir" >&2
exec env ${python:+PYTHONMALLOC=malloc} ${stacks:+ALLOCSIM_RECORD_STACKS=$stacks} ${resident:+ALLOCSIM_RECORD_RESIDENT=1} ALLOCSIM_RECORD="$dir/raw" \
    LD_PRELOAD="$here/$library.so${LD_PRELOAD:+:$LD_PRELOAD}" "$@"
