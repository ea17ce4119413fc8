#!/bin/sh
# What a machine is made of, as JSON on the standard output, for Rebond to read.
#
#   sh collect.sh > machine.json           (sudo sh collect.sh ... to read serial numbers too)
#
# It reads, and changes nothing: no network, no installation, nothing written to a disk. It runs from
# a live Linux on a USB stick, with or without root. It tells of the machine only: no user, no name of
# the machine, no file, no address, no Wi-Fi, and no licence key. What it could read, and what it
# could not, is said in "read" and "unread".

LC_ALL=C
export LC_ALL
root=${REBOND_ROOT:-}   # only to try it on a copy of /sys and /proc
sys=$root/sys
read_list=
unread_list=

# The first line of a file that can be read, without control characters or spaces at its ends.
first() {
    [ -r "$1" ] && head -n 1 "$1" 2> /dev/null | tr -d '\000-\037\177' | sed 's/^ *//; s/ *$//' | cut -c 1-200
}

# A text as JSON writes it.
quote() {
    printf '"%s"' "$(printf '%s' "$1" | tr -d '\000-\037\177' | sed 's/\\/\\\\/g; s/"/\\"/g')"
}

# The digits of a text, or null.
number() {
    case $1 in
        '' | *[!0-9]*) printf null ;;
        *) printf '%s' "$1" | sed 's/^0*\([0-9]\)/\1/' ;;
    esac
}

truth() {
    if [ "$1" = yes ]; then printf true; elif [ "$1" = no ]; then printf false; else printf null; fi
}

# Note that a part was read ("$2" is not empty), or was not.
note() {
    if [ -n "$2" ]; then
        read_list="$read_list${read_list:+, }\"$1\""
    else
        unread_list="$unread_list${unread_list:+, }\"$1\""
    fi
}

# --- The machine ----------------------------------------------------------------------------------

dmi=$sys/class/dmi/id
maker=$(first "$dmi/sys_vendor")
model=$(first "$dmi/product_name")
version=$(first "$dmi/product_version")
serial=$(first "$dmi/product_serial")
note maker "$maker"
note model "$model"
note serial "$serial"

# --- Processor and memory -------------------------------------------------------------------------

cpuinfo=$root/proc/cpuinfo
cpu=$(sed -n 's/^model name[^:]*: *//p' "$cpuinfo" 2> /dev/null | head -n 1)
cores=$(awk -F': *' '
    /^physical id/ { socket = $2 }
    /^core id/ { seen[socket "/" $2] = 1 }
    END { for (one in seen) count++; if (count) print count }
' "$cpuinfo" 2> /dev/null)
note cpu "$cpu"
note cores "$cores"

# Blocks of memory count what the kernel keeps for itself; /proc/meminfo does not.
memory_kib=
block=$(first "$sys/devices/system/memory/block_size_bytes")
case $block in
    '' | *[!0-9a-fA-F]*) ;;
    *)
        blocks=0
        for online in "$sys"/devices/system/memory/memory[0-9]*/online; do
            if [ "$(first "$online")" = 1 ]; then blocks=$((blocks + 1)); fi
        done
        if [ "$blocks" -gt 0 ]; then memory_kib=$((0x$block / 1024 * blocks)); fi
        ;;
esac
if [ -z "$memory_kib" ]; then
    memory_kib=$(sed -n 's/^MemTotal: *\([0-9]*\) kB.*/\1/p' "$root/proc/meminfo" 2> /dev/null)
fi
note memory "$memory_kib"

# --- Disks: those inside, never a stick or a card -------------------------------------------------

# The serial number of a disk: in /sys, or in what udev keeps of it, which needs no root.
serial_of() {
    found=$(first "$1/device/serial")
    if [ -z "$found" ]; then
        found=$(sed -n 's/^E:ID_SERIAL_SHORT=//p' "$root/run/udev/data/b$(first "$1/dev")" 2> /dev/null | head -n 1)
    fi
    printf '%s' "$found"
}

disks=
for disk in "$sys"/block/*; do
    name=${disk##*/}
    case $name in
        sd[a-z]* | hd[a-z]* | vd[a-z]* | nvme[0-9]*n[0-9]* | mmcblk[0-9]*) ;;
        *) continue ;;
    esac
    case $name in mmcblk*boot* | mmcblk*rpmb* | nvme*c[0-9]*n*) continue ;; esac
    if [ "$(first "$disk/removable")" = 1 ]; then continue; fi
    case $(readlink -f "$disk" 2> /dev/null) in *"/usb"*) continue ;; esac
    case $name in mmcblk*) if [ "$(first "$disk/device/type")" != MMC ]; then continue; fi ;; esac
    sectors=$(first "$disk/size")
    case $sectors in '' | *[!0-9]* | 0) continue ;; esac
    disk_model=$(first "$disk/device/model")
    if [ -z "$disk_model" ]; then disk_model=$(first "$disk/device/name"); fi
    disks="$disks${disks:+,}
    {\"name\": $(quote "$name"), \"model\": $(quote "$disk_model"), \"serial\": $(quote "$(serial_of "$disk")"), \"bytes\": $((sectors * 512)), \"rotational\": $(number "$(first "$disk/queue/rotational")")}"
done
note disks "$disks"

# --- Screen: the built-in one, as it describes itself ---------------------------------------------

byte() {
    od -An -tu1 -j "$2" -N 1 "$1" 2> /dev/null | tr -d ' \n'
}

width_mm='' height_mm='' width='' height=''
for panel in "$sys"/class/drm/card*-eDP-* "$sys"/class/drm/card*-LVDS-* "$sys"/class/drm/card*-DSI-*; do
    if [ "$(first "$panel/status")" != connected ]; then continue; fi
    mode=$(first "$panel/modes")
    case $mode in [0-9]*x[0-9]*) width=${mode%%x*} height=${mode#*x} height=${height%%[!0-9]*} ;; esac
    edid=$panel/edid
    if [ -r "$edid" ] && [ -n "$(byte "$edid" 68)" ]; then
        high=$(byte "$edid" 68)
        width_mm=$(($(byte "$edid" 66) + high / 16 * 256))
        height_mm=$(($(byte "$edid" 67) + high % 16 * 256))
    fi
    break
done
note screen "$width$width_mm"

# --- Camera, mobile network -----------------------------------------------------------------------

webcam='' cellular=''
if [ -d "$sys/bus/usb/devices" ]; then
    webcam=no cellular=no
    for interface in "$sys"/bus/usb/devices/*:*; do
        if [ "$(first "$interface/bInterfaceClass")" = 0e ]; then webcam=yes; fi
        case $(readlink "$interface/driver" 2> /dev/null) in
            */cdc_mbim | */qmi_wwan | */cdc_ncm_wwan) cellular=yes ;;
        esac
    done
fi
for camera in "$sys"/class/video4linux/video*; do
    if [ -e "$camera" ]; then webcam=yes; fi
done
for modem in "$sys"/class/wwan/* "$sys"/class/net/wwan*; do
    if [ -e "$modem" ]; then cellular=yes; fi
done
note webcam "$webcam"
note cellular "$cellular"

# --- Battery: all of them together, in mWh --------------------------------------------------------

design='' full='' cycles=''
for battery in "$sys"/class/power_supply/BAT*; do
    if [ "$(first "$battery/present")" = 0 ]; then continue; fi
    one_design=$(first "$battery/energy_full_design") one_full=$(first "$battery/energy_full")
    volt=1000000
    if [ -z "$one_design" ]; then
        one_design=$(first "$battery/charge_full_design") one_full=$(first "$battery/charge_full")
        volt=$(first "$battery/voltage_min_design")
    fi
    case $one_design$one_full$volt in '' | *[!0-9]*) continue ;; esac
    if [ -z "$one_design" ] || [ -z "$one_full" ] || [ -z "$volt" ]; then continue; fi
    design=$((${design:-0} + one_design / 1000 * (volt / 1000) / 1000))
    full=$((${full:-0} + one_full / 1000 * (volt / 1000) / 1000))
    count=$(first "$battery/cycle_count")
    case $count in
        '' | 0 | *[!0-9]*) ;;
        *) if [ "$count" -gt "${cycles:-0}" ]; then cycles=$count; fi ;;
    esac
done
note battery "$design"

# --- Security chip, firmware, licence -------------------------------------------------------------

tpm=
if [ -d "$sys/class/tpm" ]; then
    tpm=$(first "$sys/class/tpm/tpm0/tpm_version_major")
    if [ ! -e "$sys/class/tpm/tpm0" ]; then tpm=0; fi
fi
note tpm "$tpm"

firmware=
if [ -d "$sys/firmware/efi" ]; then firmware=uefi; elif [ -d "$sys/firmware" ]; then firmware=bios; fi
note firmware "$firmware"

# The maker's licence for Windows is in the firmware: whether it is there, never what it says.
windows_key=
if [ -d "$sys/firmware/acpi/tables" ]; then
    windows_key=no
    if [ -e "$sys/firmware/acpi/tables/MSDM" ]; then windows_key=yes; fi
fi
note windows_key "$windows_key"

# --- The system that is installed; that of a live stick is not ------------------------------------

os='' os_version=''
case " $(first "$root/proc/cmdline") " in
    *" boot=live "* | *" boot=casper "* | *casper* | *archiso* | *rd.live* | *" live-media"* | *CDLABEL=*) ;;
    *)
        if [ ! -d "$root/run/live" ] && [ ! -d "$root/cdrom/casper" ] && [ -r "$root/etc/os-release" ]; then
            os_version=$(sed -n 's/^PRETTY_NAME=//p' "$root/etc/os-release" | head -n 1 | sed "s/^[\"']//; s/[\"']$//")
            if [ -n "$os_version" ]; then os=linux; fi
        fi
        ;;
esac
note os "$os"

cat << END
{
  "rebond_collect": 1,
  "maker": $(quote "$maker"),
  "model": $(quote "$model"),
  "version": $(quote "$version"),
  "serial": $(quote "$serial"),
  "cpu": $(quote "$cpu"),
  "cores": $(number "$cores"),
  "memory_kib": $(number "$memory_kib"),
  "disks": [$disks
  ],
  "screen": {"width_mm": $(number "$width_mm"), "height_mm": $(number "$height_mm"), "width": $(number "$width"), "height": $(number "$height")},
  "webcam": $(truth "$webcam"),
  "cellular": $(truth "$cellular"),
  "battery": {"design_mwh": $(number "$design"), "full_mwh": $(number "$full"), "cycles": $(number "$cycles")},
  "tpm": $(quote "$tpm"),
  "firmware": $(quote "$firmware"),
  "windows_key": $(truth "$windows_key"),
  "os": $(quote "$os"),
  "os_version": $(quote "$os_version"),
  "read": [$read_list],
  "unread": [$unread_list]
}
END
