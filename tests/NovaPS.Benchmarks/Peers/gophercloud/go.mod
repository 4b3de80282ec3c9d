module novaps.example/benchmarks

go 1.18

require github.com/gophercloud/gophercloud v1.14.1
