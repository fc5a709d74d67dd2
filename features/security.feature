@security
Feature: security
  Who calls is proven, what they may do is kept to, and what must stay secret does.

  @SEC-10 @sessions @critical
  Scenario: A session is nobody's to guess, ends in time, and is over when its owner says so
    Given somebody who opens sessions where time is told by hand
    When they open sessions of 15, 60 and 480 minutes
    Then every token holds at least 128 bits and no two have anything in common
    And a session of less than 15 minutes or more than 480 is not to be had
    And each session ends when its time is over, however much it is used
    And a session ends when nobody has used it for 30 minutes
    And a session opens nothing once its owner has logged out
    And the sixth session ends the oldest of five
