// Lists or starts servers with gophercloud, and prints the time of each round in milliseconds.
package main

import (
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/gophercloud/gophercloud"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/startstop"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/servers"
	"github.com/gophercloud/gophercloud/pagination"
)

func main() {
	workload, endpoint := os.Args[1], os.Args[2]
	count, _ := strconv.Atoi(os.Args[3])
	rounds, _ := strconv.Atoi(os.Args[4])
	provider := &gophercloud.ProviderClient{}
	provider.UseTokenLock()
	provider.SetToken("x")
	client := &gophercloud.ServiceClient{ProviderClient: provider, Endpoint: endpoint + "/"}
	for round := 0; round < rounds; round++ {
		begin := time.Now()
		if workload == "list" {
			list(client, count)
		} else {
			start(client, count)
		}
		fmt.Println(float64(time.Since(begin).Microseconds()) / 1000)
	}
}

func list(client *gophercloud.ServiceClient, count int) {
	listed := 0
	err := servers.List(client, nil).EachPage(func(page pagination.Page) (bool, error) {
		rows, err := servers.ExtractServers(page)
		listed += len(rows)
		return true, err
	})
	if err != nil || listed != count {
		panic(fmt.Sprint(listed, " servers: ", err))
	}
}

func start(client *gophercloud.ServiceClient, count int) {
	ids := make(chan string)
	var group sync.WaitGroup
	for worker := 0; worker < 16; worker++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for id := range ids {
				if err := startstop.Start(client, id).ExtractErr(); err != nil {
					panic(err)
				}
			}
		}()
	}
	for index := 0; index < count; index++ {
		ids <- fmt.Sprintf("0199340e-0f3e-4612-96be-%012d", index)
	}
	close(ids)
	group.Wait()
}
