module novaps.example/benchmarks

go 1.22

require github.com/gophercloud/gophercloud/v2 v2.7.0
