resource "terraform_data" "numbers" {
  input = {
    abs        = [abs(-3.5), abs(0)]
    ceil       = [ceil(1.1), ceil(-1.1), ceil(3)]
    floor      = [floor(1.9), floor(-1.1)]
    log        = [log(8, 2), log(100, 10), ceil(log(5, 2))]
    max        = max(1, 3.5, -2)
    max_spread = max([3, 9, 2]...)
    min        = min(1, 3.5, -2)
    parseint   = [parseint("ff", 16), parseint("-101", 2), parseint("zz", 36), parseint("0777", 8)]
    pow        = [pow(2, 10), pow(2, -1), pow(9, 0.5)]
    signum     = [signum(-9), signum(0), signum(4)]
    arithmetic = [1 + 2 * 3, (1 + 2) * 3, 10 / 4, 10 % 3, -10 % 3, -(4), 7 - 9, 0.1 + 0.2]
    large      = [1e3, 1.5e-3, "${9007199254740993}.", "${12345678901234567890}.", "${100000000000000000000000}.", "${1e-12}."]
    compare    = [1 < 2, 2 <= 2, 3 > 4, 4 >= 4, 1 == 1.0, 1 != 2, "10" > 9]
    logic      = [true && false, true || false, !true, true && "true"]
    text       = ["${1.50}", "n=${1e21}", "n=${1 / 3}", "n=${2 / 3}", tostring(100000), tostring(0.000001), jsonencode(1 / 3), format("%v %s", 1 / 3, 2 / 3)]
    from_text  = ["5" + 1, "2" * "3", -"4"]
  }
}

resource "terraform_data" "dates" {
  input = {
    formatdate = [formatdate("DD MMM YYYY hh:mm ZZZ", "2018-01-02T23:12:01Z"), formatdate("EEEE, DD-MMM-YY hh:mm:ss ZZZ", "2018-01-02T23:12:01-08:00"), formatdate("HH'h'mm aa 'o''clock' MMMM D EEE Z ZZZZZ", "2018-01-02T03:02:01+02:00")]
    timeadd    = [timeadd("2017-11-22T00:00:00Z", "10m"), timeadd("2017-11-22T00:00:00Z", "-1h30m"), timeadd("2017-11-22T00:00:00+02:00", "36h")]
    timecmp    = [timecmp("2017-11-22T00:00:00Z", "2017-11-22T00:00:00Z"), timecmp("2017-11-22T00:00:00Z", "2017-11-22T01:00:00Z"), timecmp("2017-11-22T01:00:00Z", "2017-11-22T00:00:00-01:00")]
  }
}
