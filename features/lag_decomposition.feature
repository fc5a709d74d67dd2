@lag
Feature: lag_decomposition
  A question is split where it is hard and nowhere else, basics are answered first, and a run that cannot go on says why and where.

  @LAG-1 @decomposition @critical @http
  Scenario: A question of three hops becomes a chain of three sub-questions
    When I ask "What is the population of the capital city of the country where the 2024 Summer Olympics were held?"
    Then its cognitive load is above the threshold of 0.7
    And the plan asks, in this order
      | step | sub-question                                        | waits for |
      | s1   | In which country were the 2024 Summer Olympics held? |           |
      | s2   | What is the capital city of #1?                     | s1        |
      | s3   | What is the population of #2?                       | s2        |
    And no terminator is raised
    And the answer is "2,102,650"

  @LAG-2 @dependencies @critical @http
  Scenario: Each step of a chain waits for the answer before it
    When I ask "Who bought the first company of the founder of SpaceX?"
    Then the plan is a chain of 3 sub-questions
    And the sub-questions are answered "Elon Musk", "Zip2" and "Compaq", one after the other
    And each later sub-question is asked, searched and solved with the answer before it
    And the answer is "Compaq"

  @LAG-3 @terminator @critical @http
  Scenario: A question that nothing can answer stops within three steps
    When I ask "What is the population of the capital of the country that hosted the 2050 Summer Olympics?"
    Then the run stops with UNANSWERABLE
    And at most 3 sub-questions were tried
    And the trace ends with the reason at the sub-question that broke
    And no answer is given
    And the reason speaks of "no passage"

  @LAG-4 @terminator @critical @http
  Scenario Outline: Premises that exclude each other are named instead of answered
    Given <articles>
    When I ask "<question>"
    Then the run stops with CONTRADICTION
    And the reason speaks of <words>
    And the rewriter never had its turn
    And no answer is given

    Examples:
      | articles                                | question                                                            | words                        |
      | the articles that ship with the platform | Which building is at once the tallest and the shortest in the world? | "tallest" and "shortest"     |
      | articles that disagree with each other  | When was the Halvorn Bridge opened?                                 | "1874" and "1881"            |

  @LAG-5 @terminator @http
  Scenario: Thin evidence is reported and not guessed from
    When I ask "How many bakeries were there in the capital of Austria in 1850?"
    Then the run stops with LOW_SUPPORT
    And the solver was less than 50 percent sure of the sub-question that broke
    And no answer is given
    And what was certain by then is kept: "Vienna"

  @LAG-6 @accuracy @critical @http
  Scenario: A known figure is found with a sound chain and a source for each step
    When I ask "How big, in square kilometres, is the largest country on the continent where Mount Everest is?"
    Then the answer is at least 85 percent like "17,098,242 square kilometres"
    And the sub-questions are answered "Asia", "Russia" and "17,098,242 square kilometres", one after the other
    And every sub-question's answer is cited word for word from a passage the run has read

  @LAG-7 @comparison @critical
  Scenario: Split questions are answered better than questions asked in one go
    When I ask each of these split, and in one go
      | question                                                                                             | answer    |
      | What is the population of the capital city of the country where the 2024 Summer Olympics were held?  | 2,102,650 |
      | How big, in square kilometres, is the largest country on the continent where Mount Everest is?       | 17,098,242 |
      | Which river flows through the city where the first winner of two Nobel Prizes was born?              | Vistula   |
      | What is the GDP per capita of the country that hosted the Summer Olympics in 2016?                   | 10,295    |
      | Who bought Elon Musk's first company?                                                                | Compaq    |
      | How many inhabitants does the Austrian capital have?                                                 | 2,005,760 |
      | Which actress did the director of Jurassic Park marry?                                               | Kate Capshaw |
      | In what city was the director of Seven Samurai born?                                                 | Tokyo     |
      | What is the population of the capital of the country where the composer of Don Giovanni and The Magic Flute was born? | 2,005,760 |
      | How many people live in the capital of the country where the author of War and Peace was born?       | 13,010,112 |
    Then more of the 10 are right when they are split
    And the right ones cite more passages and show more steps than in one go
    And the solver is surer of the right ones than of those in one go

  @LAG-8 @dependencies @http
  Scenario: An earlier answer steers the search for the next
    When I ask "What is the GDP of the nation that topped the overall medal count at the 2020 Summer Olympics?"
    Then the sub-questions are answered "The United States" and "27.72 trillion US dollars", one after the other
    And each later sub-question is asked, searched and solved with the answer before it
    And the run remembers that "United States" won "113" medals

  @LAG-9 @limits @critical
  Scenario: A breaker trips before a limit is passed, and what is certain by then is kept
    Given a run of "What is the population of the capital city of the country where the 2024 Summer Olympics were held?" whose first sub-question is answered
    When 299 seconds have gone by the run would go on with the next wave
    And 1 more second has gone by
    Then the run stops with TIME_LIMIT
    And the reason speaks of "300 seconds"
    And the files say where it stopped, and why
    And what was certain by then is kept: "France"
    And only 1 sub-question was tried
    And no answer is given
    When I ask the same with "max_steps" at 2
    Then the run stops with STEP_LIMIT
    And only 2 sub-questions were tried
    And what was certain by then is kept: "France, Paris"
    And the files say where it stopped, and why
    When I ask for the capitals of 12 countries in one run, with room for the tokens alone
    Then the run stops with STEP_LIMIT
    And the reason speaks of "10"
    And only 10 sub-questions were tried
    And 10 answers were certain by then
    And no answer is given
    And the files say where it stopped, and why

  @LAG-10 @artifacts @critical @http
  Scenario: A run leaves its plan, its trace and its memory
    When I ask "Which river flows through the city where the first winner of two Nobel Prizes was born?" as "walk-7"
    Then the plan's file has its steps and the links between them
    And the trace has a line for each turn, all of this run and of "walk-7"
    And every sub-question has its search, its answer and its critique in the trace
    And the memory was empty before, and holds afterwards what each turn left

  @LAG-11 @ambiguity @critical @http
  Scenario Outline: A question that can mean several things is asked back
    When I ask "<question>"
    Then the run stops with AMBIGUOUS
    And its ambiguity is at least 0.5
    And the reason speaks of "ambiguous"
    And what is unclear is named: "<unclear>"
    And nothing was split, searched or answered

    Examples:
      | question               | unclear |
      | Where was he born?     | he      |
      | Is she older than him? | she     |

  @LAG-12 @determinism @critical
  Scenario: Five runs of a question have one plan
    When I ask "Which is higher, the tallest mountain of Africa or the tallest mountain of South America?" 5 times
    Then all plans are the same graph with the same signature and the same terminators
    And they stop at a depth of 5, after 10 steps and after 300 seconds
    And the plan files are equal to the byte
    And no placeholder is left in what was asked
    When I ask "Is Kilimanjaro higher than Mount Elbrus?" with each of these plans of my own
      | How high is Kilimanjaro?  | How high is Mount Elbrus? | Is #1 higher than #2? |
      | How high is Mount Elbrus? | How high is Kilimanjaro?  | Is #2 higher than #1? |
    Then the last two plans have one signature, however their steps are numbered
    When I ask "What is the population of the capital city of the country where the 2024 Summer Olympics were held?"
    And I ask the same with "max_depth" at 2
    Then the run stops with DEPTH_LIMIT
    And only 2 sub-questions were tried

  @LAG-13 @tools @http
  Scenario: The tools are called in the same order with the same replies
    When I ask "Which is higher, the tallest mountain of Africa or the tallest mountain of South America?" 3 times
    Then the calls of tools are the same each time, with their replies
    And each call has an id of its own, made of its turn and its number
    And no tool but the search of the tenant's own knowledge is called
    When I ask the same with "max_tool_calls" at 2
    Then the run stops with TOOL_CALL_LIMIT
    And no more than 2 calls were made

  @LAG-14 @failures @critical
  Scenario: What goes wrong goes wrong the same way
    When I ask "What is the shoe size of the founder of DeepMind?" 3 times
    Then each time the run stops for the same reason, at the same sub-question, with the same remainder
    When ten runs are taken twice while the same calls to the cloud fail
    Then turns are tried again, and every run ends as it does where nothing fails
    And both times the same runs are answered, stopped and failed
    And both times the same errors are told in the same words, one after the other
    When "What is the capital of France?" is asked 3 times of a model that is never there
    Then each time the planner is tried 3 times, and then the run fails
    And each time it fails with the same error in the same words, and leaves the same files
    When "What is the capital of France?" is asked 3 times of a model that is there at try 3
    Then each time the planner is tried 3 times, and then the answer is "Paris"

  @LAG-15 @adaptation @critical @http
  Scenario: A lookup is not planned like a question of three hops
    When I ask "What is the population of the capital city of the country where the 2024 Summer Olympics were held?"
    Then its cognitive load is above the threshold of 0.7
    And the plan is a chain of 3 sub-questions
    When I ask "What is the capital of France?"
    Then its cognitive load is at most the threshold of 0.7
    And the plan is the question itself
    And it took at most half of the turns, the tokens and the searches of the question before
    And the answer is "Paris"
