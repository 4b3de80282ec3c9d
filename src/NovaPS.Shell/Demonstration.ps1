# A cloud of its own for this demonstration: a Keystone and a Nova on loopback, in this process.
$floating = @{ Address = '203.0.113.7'; Type = 'floating' }
$sim = Start-NovaSimulator @(
    @{ Name = 'db1';    Status = 'ACTIVE';   Addresses = @{ private = '10.0.0.11' } }
    @{ Name = 'web1';   Status = 'SHUTOFF';  Addresses = @{ private = '10.0.0.21', $floating } }
    @{ Name = 'web2';   Status = 'ACTIVE';   Addresses = @{ private = '10.0.0.22' } }
    @{ Name = 'web3';   Status = 'SHUTOFF';  Addresses = @{ private = '10.0.0.23' } }
    @{ Name = 'batch1'; Status = 'PAUSED';   Addresses = @{ private = '10.0.0.31' } }
    @{ Name = 'test1';  Status = 'ERROR';    FaultMessage = 'No valid host was found.' }
)
Connect-NovaProject -Simulator $sim
Get-NovaServer

# The main job: start what is stopped, and wait until it runs.
Get-NovaServer web* -Status Shutoff | Start-NovaServer | Wait-NovaServer

# One that runs already: Nova refuses, and the error says why.
Start-NovaServer db1

# What the cloud recorded.
Get-NovaServerAction web1
Disconnect-NovaProject
Stop-NovaSimulator $sim
